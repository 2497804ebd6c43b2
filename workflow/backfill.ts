import { ArnFormat, Duration, Stack } from 'aws-cdk-lib';
import { Policy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { acknowledgeWildcard } from './acknowledge-wildcard.ts';
import { type BackfillRates, backfillRates } from './backfill-rates.ts';
import { DefinedMachine } from './defined-machine.ts';
import { backfillDefinition } from './definition.ts';
import { PhotoFunction } from './photo-function.ts';
import type { PhotoMachine } from './photo-machine.ts';
import { allowOnPhotos, inventoriesPrefix, type Photos, photosEnvironment, reportsPrefix } from './photos.ts';

export interface BackfillProps {
  readonly photos: Photos;
  /** What each photo goes through. */
  readonly machine: PhotoMachine;
}

/** Runs photos that were there before through the photo machine. Begun by hand, and free until then. */
export class Backfill extends Construct {
  readonly stateMachine: DefinedMachine;
  readonly choosePhotos: PhotoFunction;
  readonly rates: BackfillRates;

  constructor(scope: Construct, id: string, { photos, machine }: BackfillProps) {
    super(scope, id);
    this.choosePhotos = new PhotoFunction(this, 'ChoosePhotos', {
      folder: 'choose-photos',
      traced: true,
      timeout: Duration.seconds(60), // the task's is 61
      memorySize: 512,
      environment: photosEnvironment(photos),
    });
    allowOnPhotos(this.choosePhotos, photos, {
      uploads: ['s3:GetObject'],
      thumbnails: ['s3:GetObject'],
      outcomes: ['s3:GetObject'],
    });
    this.stateMachine = new DefinedMachine(this, 'StateMachine', {
      definition: backfillDefinition,
      substitutions: {
        UploadsBucketName: photos.uploads.bucketName,
        UploadsPrefix: photos.uploadsPrefix,
        ThumbnailsBucketName: photos.thumbnails.bucketName,
        ReportsPrefix: reportsPrefix.slice(0, -1), // Step Functions puts the slash
        ChoosePhotosArn: this.choosePhotos.lambda.functionArn,
        PhotoMachineArn: machine.stateMachine.stateMachineArn,
        PhotoMachineType: machine.express ? 'EXPRESS' : 'STANDARD',
      },
      express: false, // a Distributed Map runs for as long as it takes
    });
    this.stateMachine.allow('lambda:InvokeFunction', this.choosePhotos.lambda.functionArn);
    this.allowBuckets(photos);
    this.allowPhotos(machine);
    this.allowHearing();
    this.allowItself();
    const sets = [photos.renditions, ...(photos.rules ?? []).map(({ renditions }) => renditions)];
    this.rates = backfillRates({
      express: machine.express,
      resizeMegabytes: machine.resizePhoto.memorySize,
      chooseMegabytes: this.choosePhotos.memorySize,
      renditions: Math.max(...sets.map(({ length }) => length)),
    });
  }

  /** https://docs.aws.amazon.com/step-functions/latest/dg/iam-policies-eg-dist-map.html */
  private allowBuckets({ uploads, thumbnails }: Photos): void {
    this.stateMachine.allow('s3:ListBucket', uploads.bucketArn);
    const inventories = thumbnails.arnForObjects(`${inventoriesPrefix}*`);
    this.stateMachine.allow('s3:GetObject', inventories);
    acknowledgeWildcard(this.stateMachine, inventories, 'S3 names the files of an inventory.');
    const reports = thumbnails.arnForObjects(`${reportsPrefix}*`);
    for (const action of [
      's3:PutObject',
      's3:GetObject',
      's3:ListMultipartUploadParts',
      's3:AbortMultipartUpload',
    ]) {
      this.stateMachine.allow(action, reports);
    }
    acknowledgeWildcard(this.stateMachine, reports, 'Step Functions names the files of a report.');
  }

  private allowPhotos({ stateMachine, express }: PhotoMachine): void {
    const { stateMachineArn } = stateMachine;
    if (express) {
      this.stateMachine.allow('states:StartSyncExecution', stateMachineArn);
      return;
    }
    this.stateMachine.allow('states:StartExecution', stateMachineArn);
    const executions = this.executionsOf(stateMachine.stateMachineName);
    this.stateMachine.allow('states:DescribeExecution', executions);
    this.stateMachine.allow('states:StopExecution', executions);
    acknowledgeWildcard(this.stateMachine, executions, 'The executions of one state machine.');
  }

  /** By a rule of AWS's .sync hears of an end. Step Functions makes no machine with .sync whose role cannot make it. */
  private allowHearing(): void {
    const rule = Stack.of(this).formatArn({
      service: 'events',
      resource: 'rule',
      resourceName: 'StepFunctionsGetEventsForStepFunctionsExecutionRule',
    });
    for (const action of ['events:PutTargets', 'events:PutRule', 'events:DescribeRule']) {
      this.stateMachine.allow(action, rule);
    }
  }

  /** In a policy of its own: the machine waits for that of its role, which cannot wait for the machine. */
  private allowItself(): void {
    const { stateMachineArn, stateMachineName } = this.stateMachine;
    const own = this.executionsOf(stateMachineName);
    const mapped = this.executionsOf(`${stateMachineName}/*`);
    const policy = new Policy(this, 'OwnExecutions', {
      statements: [
        new PolicyStatement({ actions: ['states:StartExecution'], resources: [stateMachineArn] }),
        new PolicyStatement({
          actions: ['states:DescribeExecution', 'states:StopExecution'],
          resources: [own],
        }),
        new PolicyStatement({ actions: ['states:RedriveExecution'], resources: [mapped] }),
      ],
    });
    policy.attachToRole(this.stateMachine.role);
    acknowledgeWildcard(policy, own, 'The executions of this state machine.');
    acknowledgeWildcard(policy, mapped, 'What its Maps have begun, when it is redriven.');
  }

  private executionsOf(name: string): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${name}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }
}
