// Starts executions in the folder until it is killed, and says so of each that was accepted. Every third one's second
// task never ends.
import { openStates } from '../../../local/states/index.ts';
import { account, idle, region } from './stage.ts';
import { machine } from './two-tasks.ts';

const [, , folder = ''] = process.argv;
const states = openStates({
  ...{ folder, machines: [machine], region, account, concurrency: 4 },
  tasks: {
    ...idle,
    invoke: async (_arn, payload, { onBegin }) => {
      onBegin?.();
      const { number, state } = payload as { number: number; state: string };
      if (state === 'Second' && number % 3 === 0) return new Promise(() => {});
      return payload;
    },
  },
});
states.resume();
for (let number = 0; ; number++) {
  const { executionArn } = states.start({
    machineArn: machine.arn,
    name: `photo-${number}`,
    input: JSON.stringify({ number }),
  });
  process.stdout.write(`${executionArn}\n`);
  await new Promise((resolve) => setTimeout(resolve, 1));
}
