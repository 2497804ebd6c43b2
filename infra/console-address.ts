import { Aws, CfnMapping, type Stack } from 'aws-cdk-lib';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';

/** The pages of AWS's console that are about this stack. Which of AWS's partitions it is, only the deployment knows. */
export function consolePages(stack: Stack) {
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
  const page = (service: string, at: string) =>
    `https://${region}.${host}/${service}/home?region=${region}#${at}`;
  return {
    executions: ({ stateMachineArn }: IStateMachine) =>
      page('states', `/statemachines/view/${stateMachineArn}`),
    dashboard: (name: string) => page('cloudwatch', `dashboards/dashboard/${name}`),
  };
}
