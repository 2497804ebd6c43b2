import type { PhotoStatus } from '../../console/api.ts';
import type { IconName } from '../icons.ts';

/** Each status has a word and a picture, so that its colour only repeats what is there already. */
export const statuses: Readonly<Record<PhotoStatus, { word: string; icon: IconName; means: string }>> = {
  waiting: { word: 'Waiting', icon: 'clock', means: 'Uploaded; no execution has begun with it yet.' },
  working: { word: 'Developing', icon: 'drop', means: 'An execution is at work on it.' },
  done: { word: 'Done', icon: 'check', means: 'Every rendition is there and its owner was told.' },
  rejected: {
    word: 'Rejected',
    icon: 'barred',
    means: 'The photo itself is at fault; its owner was told why.',
  },
  failed: { word: 'Failed', icon: 'cross', means: 'Not the photo’s fault. Its execution can be redriven.' },
  superseded: {
    word: 'Superseded',
    icon: 'layers',
    means: 'A newer upload took its place, or it was deleted.',
  },
  deleted: { word: 'Deleted', icon: 'bin', means: 'Its upload was deleted.' },
  ignored: { word: 'Ignored', icon: 'dash', means: 'Not a photo for darkroom to process.' },
};

export const statusNames = Object.keys(statuses) as PhotoStatus[];
