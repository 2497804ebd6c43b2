import { Aws, CfnOutput, Stack } from 'aws-cdk-lib';
import { Bucket, type IBucket } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';
import { PhotoWorkflow } from '../workflow/index.ts';
import type { Settings } from './settings.ts';

/** What `cdk deploy` puts into an account: the workflow as the settings say, and where to find its parts. */
export class PhotoStack extends Stack {
  constructor(scope: Construct, id: string, settings: Settings) {
    super(scope, id, { description: 'darkroom: uploaded photos become thumbnails' });
    const { uploads, thumbnails, ...rest } = settings;
    const { bucket: uploadsBucketName, ...limits } = uploads;
    const workflow = new PhotoWorkflow(this, 'Photos', {
      ...rest,
      uploads: { ...limits, ...this.#existing('ExistingUploads', uploadsBucketName) },
      thumbnails: this.#existing('ExistingThumbnails', thumbnails.bucket),
    });

    this.#output('UploadLinksUrl', workflow.linksUrl.url, 'POST here for an upload link');
    this.#output('UploadsBucketName', workflow.uploads.bucketName, 'Photos arrive here');
    this.#output(
      'ThumbnailsBucketName',
      workflow.thumbnails.bucketName,
      'Thumbnails and outcome records land here',
    );
    this.#output('NoticesTopicArn', workflow.topic.topicArn, 'Subscribe here to be told');
    this.#output('StateMachineArn', workflow.stateMachine.stateMachineArn, 'The workflow');
    this.#output('ExecutionsConsoleUrl', executionsPage(workflow), 'Watch executions here');
    if (workflow.delivery !== undefined) {
      this.#output('BufferQueueUrl', workflow.delivery.buffer.queueUrl, 'Photos wait here for their turn');
      this.#output(
        'ParkedQueueUrl',
        workflow.delivery.parked.queueUrl,
        'Photos that failed each time, told already',
      );
    }
  }

  #existing(id: string, name: string | undefined): { bucket?: IBucket } {
    return name === undefined ? {} : { bucket: Bucket.fromBucketName(this, id, name) };
  }

  #output(id: string, value: string, description: string): void {
    new CfnOutput(this, id, { value, description });
  }
}

function executionsPage({ stateMachine }: PhotoWorkflow): string {
  const express = stateMachine.stateMachineType === 'EXPRESS' ? 'express' : 'standard';
  return `https://${Aws.REGION}.console.aws.amazon.com/states/home?region=${Aws.REGION}#/statemachines/view/${stateMachine.stateMachineArn}?type=${express}`;
}
