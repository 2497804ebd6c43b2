import { functionArn, machineOf, work } from './stage.ts';

const called = (state: string, more: object) =>
  work({
    Parameters: { FunctionName: functionArn, Payload: { 'number.$': '$.number', state } },
    ResultPath: null,
    ...more,
  });

export const machine = machineOf({
  First: called('First', { Next: 'Second' }),
  Second: called('Second', { End: true }),
});
