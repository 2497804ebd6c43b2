import type { Settings } from './settings.ts';

/** What an existing uploads bucket needs, as commands for its owner: the stack does not touch it. */
export function commandsForExistingBuckets({ uploads, links }: Settings): string[] {
  const { bucket } = uploads;
  if (bucket === undefined) return [];
  const cors = {
    CORSRules: [
      {
        AllowedOrigins: links.origins,
        AllowedMethods: ['PUT'],
        AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
        ExposeHeaders: ['ETag'],
        MaxAgeSeconds: 3600,
      },
    ],
  };
  return [
    `darkroom uses the bucket ${bucket} as it is. It needs these, which you run once:`,
    '',
    '# Events to EventBridge. The call replaces the whole notification configuration, so the present one goes along.',
    `aws s3api get-bucket-notification-configuration --bucket ${bucket} --output json |`,
    `  node -e 'let text = ""; process.stdin.on("data", (part) => { text += part; }).on("end", () => console.log(JSON.stringify({ ...JSON.parse(text || "{}"), EventBridgeConfiguration: {} })))' > notifications.json &&`,
    `  aws s3api put-bucket-notification-configuration --bucket ${bucket} --notification-configuration file://notifications.json`,
    '',
    '# Versions, so that an upload in progress is never mixed with the one that replaces it. Recommended, not needed.',
    `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
    ...(links.origins.length === 0
      ? []
      : [
          '',
          '# Uploads from your pages. The call replaces the CORS rules that are there: add them to the list first.',
          `aws s3api put-bucket-cors --bucket ${bucket} --cors-configuration '${JSON.stringify(cors)}'`,
        ]),
    '',
  ];
}
