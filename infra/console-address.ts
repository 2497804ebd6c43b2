import { Aws, CfnMapping, type Stack } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** Where one watches the executions. Which of AWS's partitions it is, only the deployment knows. */
export function consoleAddress(stack: Stack, { stateMachineArn }: IStateMachine): string {
  const consoles = new CfnMapping(stack, 'Console', {
    mapping: {
      aws: { host: 'console.aws.amazon.com' },
      'aws-cn': { host: 'console.amazonaws.cn' },
      'aws-us-gov': { host: 'console.amazonaws-us-gov.com' },
      'aws-eusc': { host: 'console.amazonaws-eusc.eu' },
    },
  });
  const host = consoles.findInMap(Aws.PARTITION, 'host');
  const { region } = stack;
  return `https://${region}.${host}/states/home?region=${region}#/statemachines/view/${stateMachineArn}`;
}
