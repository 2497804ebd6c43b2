import type { Settings } from './settings.ts';

/** What the owner of an existing uploads bucket has to run: the stack does not touch it. Undefined for a new one. */
export function commandsForExistingBuckets({ uploads, links }: Settings): string | undefined {
  const { bucket } = uploads;
  if (bucket === undefined) return undefined;
  return [
    `darkroom uses the bucket ${bucket} as it is. Run these once; without the first no upload is noticed.`,
    ...eventsToEventBridge(bucket),
    ...versions(bucket),
    ...(links.origins.length > 0 ? browserUploads(bucket, links.origins) : []),
  ].join('\n');
}

/**
 * The call replaces the whole configuration, so what is there goes along; the AWS CLI prints nothing for none.
 * Not a pipe: what could not be read must not be taken for nothing, and written over.
 */
function eventsToEventBridge(bucket: string): string[] {
  return [
    '\n# Events go to EventBridge as well; the notifications that are there stay.',
    `aws s3api get-bucket-notification-configuration --bucket ${bucket} --output json > notifications-before.json \\`,
    `  && node -e '${merge('{ ...had, EventBridgeConfiguration: {} }')}' < notifications-before.json > notifications.json \\`,
    `  && aws s3api put-bucket-notification-configuration --bucket ${bucket} \\`,
    '    --notification-configuration file://notifications.json',
  ];
}

function versions(bucket: string): string[] {
  return [
    '\n# Versions, so that an upload which replaces another is told from it by more than its bytes.',
    `aws s3api put-bucket-versioning --bucket ${bucket} --versioning-configuration Status=Enabled`,
  ];
}

function browserUploads(bucket: string, origins: readonly string[]): string[] {
  const rule = {
    AllowedOrigins: origins,
    AllowedMethods: ['PUT'],
    AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
    ExposeHeaders: ['ETag'],
    MaxAgeSeconds: 3600,
  };
  // Text for within single quotes, of a shell and of a program: an origin may have such a quote in it.
  const json = JSON.stringify(rule).replaceAll("'", '\\u0027');
  const put = `aws s3api put-bucket-cors --bucket ${bucket} --cors-configuration`;
  return [
    '\n# Uploads from your pages: one more rule, after those that are there.',
    `aws s3api get-bucket-cors --bucket ${bucket} --output json > cors-before.json \\`,
    `  && node -e '${merge(`{ CORSRules: [...had.CORSRules, ${json}] }`)}' < cors-before.json > cors.json \\`,
    `  && ${put} file://cors.json`,
    '# If that ends with NoSuchCORSConfiguration there are none, and only then it is:',
    `#   ${put} '{"CORSRules":[${json}]}'`,
  ];
}

/** A program for `node -e` that prints an object made of the one it reads, `had`; nothing to read is an empty one. */
function merge(object: string): string {
  return (
    'const had = JSON.parse(require("node:fs").readFileSync(0, "utf8") || "{}"); ' +
    `console.log(JSON.stringify(${object}))`
  );
}
