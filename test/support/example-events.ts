// What AWS hands the functions of one photo, by the smallest that they need to do their work.
// PLANTED is in what no log may have.

export const key = 'uploads/3f/cat.jpg';
export const detail = {
  bucket: { name: 'uploads-bucket' },
  object: { key, size: 7, etag: 'abc', sequencer: '05', 'version-id': 'v1' },
};
export const execution = { id: 'arn:aws:states:eu-central-1:1:execution:Photos:first', name: 'first' };

/** The photo's event as the buffer hands it out for the first time, and as its queue of dead letters does. */
export const message = {
  messageId: 'm',
  receiptHandle: 'PLANTED-receipt-handle',
  attributes: { ApproximateReceiveCount: '1' },
  body: JSON.stringify({ detail }),
};

/** A request to the Function URL of the upload links. */
export function linkRequest(method: string, body: string, rawQueryString = '') {
  return {
    rawPath: '/',
    rawQueryString,
    isBase64Encoded: false,
    headers: { authorization: 'PLANTED-authorization', cookie: 'PLANTED-cookie' },
    requestContext: { http: { method } },
    body,
  };
}

export const wantedLink = JSON.stringify({ fileName: 'cat.jpg', contentType: 'image/jpeg', size: 7 });
