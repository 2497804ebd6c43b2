import { longestBody, longestFileName } from '../../functions/presign/link-request.ts';
import { longestName } from '../../functions/presign/safe-name.ts';
import { idleMs } from '../../functions/resize/download.ts';
import { mostEncodingSeconds } from '../../functions/resize/encoding.ts';
import { deepestParts, mostCodedBytes, mostPassedPixels } from '../../functions/resize/formats/avif.ts';
import { mostBoxes } from '../../functions/resize/formats/boxes.ts';
import { mostChannels } from '../../functions/resize/formats/format.ts';
import { mostFrames as mostGifFrames } from '../../functions/resize/formats/gif.ts';
import {
  longestSide as longestJpegSide,
  mostMetadataSegments,
  mostScannedPixels,
  mostScans,
} from '../../functions/resize/formats/jpeg.ts';
import { mostChunks, mostFrames } from '../../functions/resize/formats/webp.ts';
import { longestSide, mostAvifPixels, mostDeepAvifPixels } from '../../functions/resize/inspect.ts';
import { longestSide as longestRenditionSide } from '../../functions/resize/plan.ts';
import { decoderSeconds } from '../../functions/resize/sharp-safety.ts';
import { longestKey } from '../../functions/shared/keys.ts';
import type { RejectionReason } from '../../functions/shared/reasons.ts';
import { readSettings } from '../../infra/settings.ts';

interface Cap {
  of: string;
  at: string;
  why: string;
  /** What a photo beyond it is rejected with. */
  beyond: RejectionReason;
  setting?: string;
}

const { uploads } = readSettings({});

/** What a photo may be. The figures of the reasons were measured before the limit was there. */
const caps: readonly Cap[] = [
  {
    of: 'bytes of the file',
    at: count(uploads.maxBytes),
    why: 'the function has the whole photo in memory, twice while it arrives',
    beyond: 'too-large',
    setting: 'uploads.maxBytes',
  },
  {
    of: 'format',
    at: 'JPEG, PNG, WebP, GIF, AVIF, told by the bytes',
    why: 'no other decoder is let near a stranger’s file',
    beyond: 'unsupported-format',
  },
  {
    of: 'pixels',
    at: count(uploads.maxPixels),
    why: 'memory and time, below',
    beyond: 'too-many-pixels',
    setting: 'uploads.maxPixels',
  },
  {
    of: 'pixels of an AVIF',
    at: count(mostAvifPixels),
    why: 'it is decoded in one piece: 49 million took 926 MB out of 1.7 KB',
    beyond: 'too-many-pixels',
    setting: 'uploads.maxPixels, downwards',
  },
  {
    of: 'pixels of an AVIF of 10 or 12 bits',
    at: count(mostDeepAvifPixels),
    why: 'twice the memory: 25 million took 720 MB',
    beyond: 'too-many-pixels',
    setting: 'uploads.maxPixels, downwards',
  },
  {
    of: 'coded bytes that an AVIF has to be decoded of, with repetitions',
    at: count(mostCodedBytes),
    why: '93 million in a file of 3.7 took 13 s, which no time limit of the decoder ends',
    beyond: 'took-too-long',
  },
  {
    of: 'pixels of an AVIF in all frames, and again for each turn or cut',
    at: count(mostPassedPixels),
    why: 'all frames are decoded and one is shown: 40 of 25 million pixels took 8 s out of 23 KB, and 20 turns the same',
    beyond: 'took-too-long',
  },
  {
    of: 'parts within parts of an AVIF',
    at: `${deepestParts} deep`,
    why: 'each level multiplies what there is to decode',
    beyond: 'corrupt',
  },
  {
    of: 'boxes side by side in an AVIF, and pieces of its data',
    at: count(mostBoxes),
    why: 'a list of millions of empty ones takes gigabytes',
    beyond: 'corrupt',
  },
  {
    of: 'side, in pixels',
    at: count(longestSide),
    why: 'a row of a rendition takes all rows that it stands for, as floats: a row of a million takes 1.1 GB',
    beyond: 'too-many-pixels',
  },
  {
    of: 'side of a JPEG',
    at: count(longestJpegSide),
    why: 'it is what its decoder takes',
    beyond: 'too-many-pixels',
  },
  {
    of: 'scans of a JPEG',
    at: count(mostScans),
    why: '2,646 in 256 KB took 13 s, which no time limit of the decoder ends; real photos had at most 20',
    beyond: 'too-many-scans',
  },
  {
    of: 'scans of a JPEG times its pixels',
    at: count(mostScannedPixels),
    why: '98 scans of 50 million pixels in 5 MB took 6 s',
    beyond: 'too-many-scans',
  },
  {
    of: 'segments of metadata in a JPEG',
    at: count(mostMetadataSegments),
    why: 'the decoder keeps all: 50 MB of empty ones took 3.7 GB',
    beyond: 'corrupt',
  },
  {
    of: 'channels',
    at: count(mostChannels),
    why: 'CMYK, or colours and alpha',
    beyond: 'too-many-channels',
  },
  {
    of: 'frames of a WebP',
    at: count(mostFrames),
    why: 'its decoder compares each with all before it, although only the first is wanted',
    beyond: 'took-too-long',
  },
  {
    of: 'chunks of a WebP',
    at: count(mostChunks),
    why: 'its decoder keeps a note of each: 6 million empty ones took 380 MB',
    beyond: 'corrupt',
  },
  {
    of: 'frames of a GIF',
    at: count(mostGifFrames),
    why: 'its decoder keeps a note of each, although only the first is wanted: 3.3 million took 380 MB',
    beyond: 'took-too-long',
  },
  {
    of: 'seconds for decoding and encoding',
    at: count(decoderSeconds),
    why: 'soft: looked at while rows of the last step pass by. The caps above are for what it cannot end',
    beyond: 'took-too-long',
  },
  {
    of: 'bytes of a key, and of the keys of its thumbnails',
    at: count(longestKey),
    why: 'it is the limit of S3',
    beyond: 'invalid-key',
  },
];

/** Where nothing is rejected, and what happens instead. */
const others: readonly (readonly [of: string, at: string, beyond: string])[] = [
  [
    'side of a rendition',
    Object.entries(longestRenditionSide)
      .map(([format, side]) => `${count(side)} as ${format}`)
      .join(', '),
    'the rendition is smaller, in the shape of the photo',
  ],
  [
    'seconds of a processor to encode all renditions of a photo',
    count(mostEncodingSeconds),
    'settings that ask for more stop the synth; of a photo longer than 3 to 4 the renditions that have a width or a height alone are smaller',
  ],
  [
    'silence in the middle of a download from S3',
    `${idleMs / 1000} s`,
    'StorageUnavailableError, which the state machine tries again',
  ],
  ['bytes of a request for an upload link', count(longestBody), 'answered with 413'],
  ['characters of fileName in it', count(longestFileName), 'answered with 400'],
  ['bytes of the name that is made of it', count(longestName), 'the name is cut, its extension kept'],
];

export function capsTable(): string {
  return [
    '| Limit of | At | Why | Beyond it | Setting |',
    '| --- | --- | --- | --- | --- |',
    ...caps.map(
      ({ of, at, why, beyond, setting }) =>
        `| ${of} | ${at} | ${why} | \`${beyond}\` | ${setting ? `\`${setting}\`` : 'none'} |`,
    ),
  ].join('\n');
}

export function othersTable(): string {
  return [
    '| Limit of | At | Beyond it |',
    '| --- | --- | --- |',
    ...others.map((cells) => `| ${cells.join(' | ')} |`),
  ].join('\n');
}

function count(number: number): string {
  return number.toLocaleString('en-US');
}
