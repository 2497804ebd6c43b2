import { photoSettings, square, thumbnail } from './photo-stores.ts';

/** What the stack sets for its functions, all of it for each, with AWS played by the server at this endpoint. */
export function functionEnvironment(folder: string, endpoint: string) {
  return {
    PATH: process.env.PATH,
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
    UPLOADS_BUCKET: photoSettings.uploadsBucket,
    UPLOADS_PREFIX: photoSettings.uploadsPrefix,
    THUMBNAILS_BUCKET: photoSettings.thumbnailsBucket,
    RENDITIONS: JSON.stringify([thumbnail, square]),
    RENDITION_RULES: '[]',
    MAX_BYTES: '5000000',
    MAX_PIXELS: '50000000',
    CLAIM_LIFE_SECONDS: '270',
    LINK_LIFETIME_SECONDS: '900',
    ON_REJECT: 'keep',
    NOTICES_TOPIC_ARN: 'arn:aws:sns:eu-central-1:1:Notices',
    PARKED_QUEUE_URL: `${endpoint}/1/Parked`,
    QUEUE_URL: `${endpoint}/1/Buffer`,
    STATE_MACHINE_ARN: 'arn:aws:states:eu-central-1:1:stateMachine:Photos',
    MAX_ATTEMPTS: '3',
    POWERTOOLS_SERVICE_NAME: folder,
    POWERTOOLS_METRICS_NAMESPACE: 'darkroom',
  };
}
