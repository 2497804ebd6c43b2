/** What the stack is called where nobody names it otherwise. */
export const stackName = 'Darkroom';

/** What a deployed stack says of itself, by name: whoever works against it finds all by these. */
export const outputs = {
  UploadLinksUrl: 'POST here for an upload link',
  UploadsBucketName: 'Photos arrive here',
  UploadsPrefix: 'The folder of the uploads bucket that photos arrive in',
  ThumbnailsBucketName: 'Thumbnails and outcome records',
  NoticesTopicArn: 'Every photo that is done, rejected, failed or deleted is told here',
  StateMachineArn: 'The workflow',
  BackfillStateMachineArn: 'Makes what is missing of the photos that are there: npx darkroom backfill',
  BackfillRates: 'What a backfill takes for each photo, as figured when this was deployed',
  ChoosePhotosFunctionName: 'Says which photos have all of their renditions',
  ExecutionsConsoleUrl: 'The workflow at work',
  DashboardUrl: 'What comes of the photos, and how it goes',
  AlarmsTopicArn: 'Alarms are told here, and when they are over',
  UndeliveredQueueUrl: 'Uploads that EventBridge could not hand on',
  DeletionStateMachineArn: 'The workflow that follows deletions',
  UndeliveredDeletionsQueueUrl: 'Deletions that EventBridge could not hand on',
  BufferQueueUrl: 'Uploads wait here for their turn',
  DeadLettersQueueUrl: 'Photos that failed each time, until somebody has been told',
  ParkedQueueUrl: 'Photos that failed each time, to be sent back or dropped',
  UntoldQueueUrl: 'Ends of executions that nobody could be told of',
  TellEndingFunctionName: 'Tells of executions that could not tell themselves',
} as const;

export type OutputName = keyof typeof outputs;
