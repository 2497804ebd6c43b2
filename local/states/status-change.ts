import { randomUUID } from 'node:crypto';
import type { BusEvent } from '../events/event.ts';
import { redrivability } from './redrivable.ts';
import type { Execution } from './store.ts';

/** Above this the event goes without the input, or without the output too. */
const longestData = 248 * 1024;

/** What AWS puts on the bus when a standard execution begins, ends, or is redriven. */
export function statusChange(
  execution: Execution,
  place: { region: string; account: string },
  now: number,
): BusEvent {
  const { arn, machineArn, name, status, input, output, error, cause } = execution;
  const outputFits = output !== null && escapedBytes(output) <= longestData;
  const inputFits = escapedBytes(input) + (output === null ? 0 : escapedBytes(output)) <= longestData;
  const redrive = redrivability(execution, now);
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Step Functions Execution Status Change',
    source: 'aws.states',
    account: place.account,
    time: new Date(now).toISOString().replace(/\.\d+Z$/, 'Z'),
    region: place.region,
    resources: [arn],
    detail: {
      executionArn: arn,
      stateMachineArn: machineArn,
      stateMachineVersionArn: null,
      stateMachineAliasArn: null,
      name,
      status,
      startDate: execution.startedAt,
      stopDate: execution.endedAt,
      input: inputFits ? input : null,
      inputDetails: { included: inputFits },
      output: outputFits ? output : null,
      outputDetails: output === null ? null : { included: outputFits },
      error,
      cause,
      redriveCount: execution.redrives,
      redriveDate: execution.redrivenAt,
      redriveStatus: redrive.redrivable ? 'REDRIVABLE' : 'NOT_REDRIVABLE',
      redriveStatusReason: redrive.reason ?? null,
    },
  };
}

function escapedBytes(json: string): number {
  return Buffer.byteLength(JSON.stringify(json));
}
