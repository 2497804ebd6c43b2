import { bad, legible, plural, tinted, well } from '../terminal.ts';
import type { Ended } from './here.ts';

export interface Summary {
  /** Their executions ended well: done, rejected, or another execution was faster. */
  photos: number;
  failed: number;
  /** Not begun, since too many had failed. */
  left: number;
}

export function endedLine({ key, status }: Ended): string {
  return status === 'SUCCEEDED'
    ? `${well()} ${legible(key)}`
    : `${bad()} ${tinted('bold', legible(key))} ${status}`;
}

export function summaryOf({ photos, failed, left }: Summary): string {
  const told = [
    `${plural(photos, 'photo')} gone through`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(left > 0 ? [`${left} not begun, since too many had failed`] : []),
  ].join(', ');
  const advice = 'Mend what they failed by, then run this again: it leaves out what is current.';
  return failed + left > 0 ? `${told}.\n${advice}` : `${told}.`;
}
