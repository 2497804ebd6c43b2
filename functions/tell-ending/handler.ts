import type { EventBridgeEvent, SQSEvent } from 'aws-lambda';
import type { NoticeStatus, WordedNotice } from '../shared/notice.ts';
import type { Observer } from '../shared/observed.ts';
import { claimOf, type Execution, type Stores } from '../shared/protocol/run.ts';
import { type EndedExecution, executionsBehind, photoEventOf } from './endings.ts';
import { outcomeToTell, type TellSettings } from './outcome-to-tell.ts';

export interface Telling {
  publish(status: NoticeStatus, notice: WordedNotice): Promise<void>;
  /** What the execution has told itself. Throws while its history is not complete yet. */
  toldBy(executionArn: string): Promise<ReadonlySet<NoticeStatus>>;
  /** Where a dead letter waits for an operator. */
  park(letter: string): Promise<void>;
}

export type Ending = SQSEvent | EventBridgeEvent<string, EndedExecution>;

/**
 * The last word on a photo whose workflow could not say it: an execution that timed out, was aborted or failed
 * before it told anybody, or a message that failed each time it was delivered.
 */
export function tellEnding(stores: Stores, telling: Telling, settings: TellSettings) {
  return async (event: Ending, observer: Observer): Promise<void> => {
    if (!('Records' in event)) {
      const { executionArn, name, input } = event.detail;
      const told = await telling.toldBy(executionArn);
      if (told.has('done') || told.has('rejected')) {
        observer.log.info('The execution has told already', { told: [...told] });
        return;
      }
      return tell(input, { id: executionArn, name }, event.detail.status, told.has('failed'));
    }
    for (const letter of event.Records) {
      for (const { name, input } of executionsBehind(letter)) {
        // The name that the starter gave, so this claim is theirs.
        await tell(input, { id: name, name }, 'DEAD_LETTER', false);
      }
      await telling.park(letter.body);
    }

    async function tell(
      input: string | null | undefined,
      execution: Execution,
      ending: string,
      failureTold: boolean,
    ): Promise<void> {
      const upload = photoEventOf(input);
      if (upload === undefined) {
        observer.log.error('Ended with an input that is not an upload: there is nobody to tell', { ending });
        return;
      }
      const run = {
        upload,
        claim: claimOf(execution.name),
        settings: settings.renditions.fingerprintFor(upload.key),
      };
      const outcome = await outcomeToTell(
        stores,
        run,
        settings,
        { execution, ending, failureTold },
        observer,
      );
      if (outcome === undefined) return;
      await telling.publish(outcome.status, outcome.notice);
      observer.log.info('Told what the workflow could not', { status: outcome.status, ending });
    }
  };
}
