import { Names, RemovalPolicy, Stack, Validations } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { DefinitionBody, LogLevel, StateMachine, StateMachineType } from 'aws-cdk-lib/aws-stepfunctions';
import { CfnSamplingRule } from 'aws-cdk-lib/aws-xray';
import type { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge-wildcard.ts';

export interface DefinedMachineProps {
  readonly definition: string;
  /** What stands in the place of each `${Name}`. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** Express is cheaper, cannot be redriven, and is not seen but in its log. */
  readonly express: boolean;
}

/** A state machine whose definition is a file: logged and traced, and allowed nothing but what `allow` adds. */
export class DefinedMachine extends StateMachine {
  readonly logGroup: LogGroup;

  constructor(scope: Construct, id: string, { definition, substitutions, express }: DefinedMachineProps) {
    const logGroup = logsOf(scope);
    super(scope, id, {
      definitionBody: DefinitionBody.fromString(definition),
      definitionSubstitutions: { ...substitutions },
      stateMachineType: express ? StateMachineType.EXPRESS : StateMachineType.STANDARD,
      // The log is all that one sees of an Express execution: each step, and without the data, which would make a
      // photo's lines four times as long. Whose photo it was say the functions' logs, by the execution. A Standard one
      // keeps its history itself: there the log has what failed, to be searched and to outlive a machine that another
      // delivery mode replaces.
      logs: {
        destination: logGroup,
        level: express ? LogLevel.ALL : LogLevel.ERROR,
        includeExecutionData: !express,
      },
      tracingEnabled: true,
    });
    this.logGroup = logGroup;
    this.sampleTraces(scope);
    acknowledgeWildcard(
      this,
      '*',
      'The delivery of logs and the traces of X-Ray have no resources that a policy could name.',
    );
    if (!express) {
      Validations.of(this).acknowledge({
        id: 'AwsSolutions-SF1',
        reason:
          'A Standard execution keeps every event for 90 days itself; a second copy in a log costs more.',
      });
    }
  }

  /** A definition that is a file grants nothing. */
  allow(action: string, ...resources: string[]): void {
    this.addToRolePolicy(new PolicyStatement({ actions: [action], resources }));
  }

  /** X-Ray's own rule traces nearly every photo as long as they come one a second, and a trace costs what five log. */
  private sampleTraces(scope: Construct): void {
    new CfnSamplingRule(scope, 'Sampling', {
      samplingRule: {
        ruleName: Names.uniqueResourceName(scope, { maxLength: 32 }), // CloudFormation makes none up
        priority: 9000, // before X-Ray's own, after those that an account may have
        fixedRate: 0.05,
        reservoirSize: 0,
        serviceName: this.stateMachineName, // as the map of traces shows it
        ...{ serviceType: '*', resourceArn: '*', host: '*', httpMethod: '*', urlPath: '*', version: 1 },
      },
    });
  }
}

function logsOf(scope: Construct): LogGroup {
  return new LogGroup(scope, 'Logs', {
    // A physical name. With any other beginning, Step Functions adds each group to a policy of the account
    // that has room for few: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
    logGroupName: `/aws/vendedlogs/states/${Stack.of(scope).stackName}/${Names.uniqueId(scope)}`,
    retention: RetentionDays.ONE_MONTH,
    removalPolicy: RemovalPolicy.DESTROY,
  });
}
