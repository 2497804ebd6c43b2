/** Two, so that there is one that is not the lock of the write protocol, and two encoders. */
export const renditions = [
  { name: 'small', width: 80, fit: 'inside', format: 'webp', quality: 80 },
  { name: 'thumbnail', width: 200, fit: 'inside', format: 'jpeg', quality: 80 },
];

export const withRenditions = ['-c', `renditions=${JSON.stringify(renditions)}`];
