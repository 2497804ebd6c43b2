/** Something that a stranger sends, or that a cloud does to us, and what has to come of it. */
export interface HostileCase {
  /** A test proves a case by the id at the beginning of its name: "C9 …", "P5, P7: …". */
  id: string;
  comes: string;
  must: string;
}

export const groups: Readonly<Record<string, string>> = {
  K: 'Keys',
  C: 'Contents',
  P: 'Upload links',
  E: 'Events',
  F: 'Faults',
};

// Numbers that are missing were never cases: ids stay with their case for ever.
const rows: readonly (readonly [id: string, comes: string, must: string])[] = [
  [
    'K2',
    'A space or one of + % %20 & # ? in the key',
    'EventBridge’s key is taken as it is; the key of a notification that S3 sends by itself is decoded once, + being a space',
  ],
  [
    'K3',
    'Emoji, marks that turn the direction of text, characters of no width',
    'Processed; one line of JSON in the log; never in the subject of a notice',
  ],
  ['K4', 'A segment . or ..', 'Rejected as invalid-key; upload links answer 400'],
  ['K5', 'A leading slash, or two in a row', 'Rejected as invalid-key'],
  [
    'K6',
    'A key of 1,024 bytes, or one whose output’s key would be longer',
    'What fits is taken, the rest is rejected as invalid-key; upload links never make such a key',
  ],
  ['K7', 'Control characters, NUL, line breaks', 'Rejected as invalid-key; upload links answer 400'],
  ['K8', 'A name without an extension', 'The bytes decide'],
  [
    'K9',
    'Two extensions: a.php.jpg, a.jpg.exe',
    'The bytes decide; the name in a key has no path and no control character; a rendition has the type and extension of its own format',
  ],
  ['K10', 'An extension in capitals', 'Processed'],
  ['K11', 'The empty object that consoles make for a folder', 'Ignored, green, nobody told'],
  ['K12', 'One of our own outputs', 'Ignored by the rule and by the workflow; nothing begins anew'],
  ['K13', 'Half of a character (a lone surrogate)', 'Upload links answer 400, never 500'],
  ['K15', 'No key, . or ..', 'Rejected as invalid-key'],
  ['C1', 'A file of no bytes', 'Rejected as empty in Validate Key, before any function looks at it'],
  ['C2', 'A JPEG cut at any of 40 points', 'Rejected as truncated at each'],
  ['C3', 'A PNG cut at any of 40 points', 'Rejected as truncated at each'],
  ['C5', 'A picture named as one of another format', 'Made: the bytes decide, never the name'],
  [
    'C6',
    'A page, a drawing, or the test file of virus scanners, named .jpg',
    'Rejected as unsupported-format',
  ],
  [
    'C7',
    'Commands and addresses for ImageMagick and Ghostscript',
    'Rejected; nothing is sent, no file is read or written',
  ],
  ['C8', 'A PNG whose text names a file of the server', 'Made; no word of any file in the rendition'],
  ['C9', 'A PNG of 32 KB that is 16,383 pixels square', 'Rejected as too-many-pixels within 100 ms'],
  ['C10', 'A PNG of 30,000 or 2³¹ − 1 pixels a side', 'Rejected as too-many-pixels or corrupt'],
  ['C11', 'A JPEG of 64,250 pixels a side', 'Rejected as too-many-pixels'],
  ['C12', 'A progressive CMYK JPEG of 200 bytes and 233 million pixels', 'Rejected as too-many-pixels'],
  ['C14', '512 MB packed into a profile or a text', 'Made or rejected, within 270 MB of memory'],
  ['C17', 'A GIF of 10,000, 40,000 or 200,000 frames', 'Made of the first frame, within a second'],
  ['C18', 'An animated PNG, also a broken one', 'Made of the first picture'],
  ['C20', 'A CMYK JPEG', 'Made, in sRGB'],
  ['C21', 'A PNG of 16 bits, in grey, with a palette, or of one pixel', 'Made'],
  [
    'C22',
    'An interlaced PNG of 16 bits and 49 million pixels',
    'Made or rejected, within the memory of the function that resizes',
  ],
  ['C23', 'A colour profile that is broken or of another space', 'Made, in the right colours'],
  ['C24', 'Exif orientations 1 to 8, and 0 and 9', 'Made upright, the orientation removed'],
  ['C25', 'The place where a photo was taken', 'Made; no Exif, no XMP, no place in the rendition'],
  ['C26', 'Exif that is damaged', 'Made; the damage is dropped'],
  ['C27', 'An SVG of any kind', 'Rejected as unsupported-format; no decoder opens it'],
  [
    'C28',
    'An SVG of a billion laughs, of outside entities, of a million elements in 40 KB',
    'Rejected within 50 ms',
  ],
  ['C29', 'A compressed SVG named .jpg', 'Rejected as unsupported-format'],
  ['C30', 'A HEIC photo', 'Rejected as unsupported-format, named as HEIC, never retried'],
  ['C32', 'An AVIF of 1.7 KB that is 7,000 pixels square', 'Rejected as too-many-pixels by AVIF’s own limit'],
  ['C33', 'An AVIF that is 17,000 pixels square', 'Rejected as too-many-pixels'],
  ['C34', 'A TIFF of several pages, packed tight, or holding an old JPEG', 'Rejected as unsupported-format'],
  ['C35', 'PDF, JPEG 2000, JPEG XL, PSD, BMP, ICO, EXR, FITS, raw photos', 'Rejected as unsupported-format'],
  ['C37', 'A JPEG of 2,646 scans in 256 KB', 'Rejected as too-many-scans within 10 ms'],
  ['C38', 'A JPEG of 12 bits, lossless, or in arithmetic coding', 'Rejected as unsupported-format'],
  [
    'C39',
    'More than a thousand mutants of JPEGs and GIFs',
    'Made or rejected; no crash, none takes over 5 s',
  ],
  ['C41', 'A picture of five or more channels', 'Rejected as too-many-channels'],
  [
    'P1',
    'A file name that climbs out of its folder, encoded or not',
    '400, or a safe name in a new folder of its own',
  ],
  ['P2', 'A type that is missing, not on the list, or has parameters', '415'],
  ['P3', 'A size of 0, below, no number, or above the limit', '400 or 413'],
  ['P4', 'An upload longer or shorter than was signed', 'Refused by the store, nothing stored'],
  ['P5', 'Methods that are none of ours', '405, naming those that are'],
  ['P6', 'Headers that ask for another method', 'Ignored'],
  ['P7', 'A page of a foreign origin, or of none', 'Allowed nothing; its preflight is refused'],
  ['P8', 'A link used twice', '412; what is stored stays'],
  [
    'P9',
    'A link that has expired, is of the future, or was tampered with',
    '403 from the store, nothing stored',
  ],
  ['P10', 'Somebody else’s key, guessed or named', 'Impossible: the server makes every key'],
  ['P11', 'Line breaks and headers in the file name or type', '400 or 415, never echoed raw'],
  [
    'P14',
    'A flood of requests for links',
    'Photos go on; 429 where links.reservedConcurrency is set, on one machine too',
  ],
  ['P15', 'An upload of another type than was signed', '403'],
  ['P16', 'The checksum that SDKs add by default', 'Not in the link'],
  ['E1', 'The same event twice, or a hundred times', 'One effect, notices under one id'],
  [
    'E2',
    'Events of two uploads to one key, in the wrong order',
    'The newer upload wins, the older is skipped',
  ],
  [
    'E3',
    'Fields that are missing, null, of another type, or unknown',
    'Event Malformed, and no function runs; what is unknown is ignored',
  ],
  ['E4', 'An event of a foreign bucket, region or account', 'Ignored by the rule and by the workflow'],
  ['E5', 'A photo deleted before it is processed', 'Superseded: no retry, no notice, green'],
  [
    'E7',
    'Copies, uploads in parts, restores',
    'Whatever makes an object is processed, a restore starts nothing',
  ],
  ['E8', 'A burst of uploads', 'All done, never more at once than the cap, none lost'],
  ['E10', 'An execution started by hand with 256 KB of anything', 'Event Malformed, never retried'],
  ['F1', 'S3 answering 503 or 500', 'Tried again at random distances, then done'],
  ['F2', 'S3 answering 403', 'Not tried again; told as failed, red'],
  ['F3', 'S3 no longer having the object', 'As E5'],
  ['F4', 'Lambda throttling', 'Tried again six times at growing, random distances'],
  ['F5', 'A function out of memory, or dying', 'Tried again once, then told as failed'],
  ['F6', 'A function out of time', 'Tried again once, then told as failed'],
  [
    'F7',
    'SNS down',
    'Tried again, then red at the state that publishes; redriven it tells, and resizes nothing',
  ],
  ['F8', 'kill -9 in the middle of an upload', 'Nothing is there in part; work goes on at the next start'],
  ['F9', 'A full disk', 'An error that is worth a retry; nothing is left behind'],
  [
    'F10',
    'Clocks 20 minutes apart',
    'Refused beyond 15 minutes; when a link ends is decided by the server’s clock',
  ],
  ['F11', 'A message that can never be processed', 'A dead letter after its tries; the others go through'],
  [
    'F12',
    'Step Functions throttling, or the rule’s target refusing',
    'EventBridge tries again, then the event is a dead letter of the rule',
  ],
  ['F14', 'A KMS key that is disabled', 'Not tried again; told as failed, red'],
];

export const cases: readonly HostileCase[] = rows.map(([id, comes, must]) => ({ id, comes, must }));
