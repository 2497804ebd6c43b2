import { executionsOf, type Message } from '../shared/queue-message.ts';
import { type ObjectCreatedDetail, type Upload, uploadOf } from '../shared/source.ts';
import { fieldsOf, parsed } from '../shared/untrusted.ts';

/** `detail` of "Step Functions Execution Status Change". */
export interface EndedExecution {
  executionArn: string;
  name: string;
  status: 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  /** The execution's input as JSON; absent when it was too large for the event. */
  input?: string | null;
}

/** The upload that an execution or a message was about; undefined when it is none. Nobody has checked these. */
export function photoEventOf(json: string | null | undefined): Upload | undefined {
  const { detail } = fieldsOf(parsed(json));
  const { bucket, object } = fieldsOf(detail);
  const { name } = fieldsOf(bucket);
  const { key, size, etag, sequencer, 'version-id': versionId } = fieldsOf(object);
  const required = [name, key, etag].every((each) => typeof each === 'string' && each !== '');
  const optional = [sequencer, versionId].every((each) => each === undefined || typeof each === 'string');
  if (!required || !optional || typeof size !== 'number') return undefined;
  return uploadOf(detail as ObjectCreatedDetail);
}

/** What the starter ran for a message that became a dead letter. One that cannot be read was about nothing. */
export function executionsBehind(letter: Message): { name: string; input?: string }[] {
  try {
    return executionsOf(letter).map(({ name, event }) => ({ name, input: JSON.stringify(event) }));
  } catch {
    return [{ name: letter.messageId }];
  }
}
