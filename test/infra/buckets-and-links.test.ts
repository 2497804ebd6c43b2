import { expect, test } from '@jest/globals';
import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, synthesized } from './synthesized.ts';

test('both buckets are private, encrypted, and stay when the stack goes', () => {
  const { template } = synthesized();
  const buckets = resourcesOf(template, 'AWS::S3::Bucket');

  expect(buckets).toHaveLength(2);
  for (const [, { Properties, DeletionPolicy }] of buckets) {
    expect(DeletionPolicy).toBe('Retain');
    expect(Properties).toMatchObject({
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }],
      },
      OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerEnforced' }] },
    });
  }
});

test('the uploads bucket is versioned, tells EventBridge, and forgets half uploads and old versions', () => {
  const { template } = synthesized();
  const [uploads] = resourcesOf(template, 'AWS::S3::Bucket').filter(([id]) =>
    id.startsWith('BucketsUploads'),
  );

  expect(uploads?.[1].Properties).toMatchObject({
    VersioningConfiguration: { Status: 'Enabled' },
    NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } },
    LifecycleConfiguration: {
      Rules: [
        { AbortIncompleteMultipartUpload: { DaysAfterInitiation: 1 }, Status: 'Enabled' },
        {
          NoncurrentVersionExpiration: { NoncurrentDays: 30 },
          ExpiredObjectDeleteMarker: true,
          Status: 'Enabled',
        },
      ],
    },
  });
  expect(uploads?.[1].Properties.CorsConfiguration).toBeUndefined();
});

test.each([
  ['iam', 'AWS_IAM'],
  ['none', 'NONE'],
])('links for %s: the Function URL asks for %s', (auth, authType) => {
  const { template } = synthesized({ 'links.auth': auth });

  template.hasResourceProperties('AWS::Lambda::Url', { AuthType: authType, Cors: Match.absent() });
});

test('origins let just their pages ask for links and upload', () => {
  const { template } = synthesized({ 'links.origins': 'https://example.com' });

  template.hasResourceProperties('AWS::Lambda::Url', {
    Cors: {
      AllowOrigins: ['https://example.com'],
      AllowMethods: ['GET', 'POST'],
      AllowHeaders: [
        'authorization',
        'content-type',
        'x-amz-content-sha256',
        'x-amz-date',
        'x-amz-security-token',
      ],
    },
  });
  template.hasResourceProperties('AWS::S3::Bucket', {
    CorsConfiguration: {
      CorsRules: [
        {
          AllowedOrigins: ['https://example.com'],
          AllowedMethods: ['PUT'],
          AllowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-sha256'],
          ExposedHeaders: ['ETag'],
        },
      ],
    },
  });
});

test('P14 reserved concurrency is set for the links alone, and only by the setting', () => {
  const { template } = synthesized({ 'links.reservedConcurrency': '20' });
  const reserved = resourcesOf(template, 'AWS::Lambda::Function').map(([, { Metadata, Properties }]) => [
    Metadata?.['darkroom:entry'],
    Properties.ReservedConcurrentExecutions,
  ]);

  expect(reserved.filter(([, count]) => count !== undefined)).toEqual([['functions/presign/lambda.ts', 20]]);
});

test('existing buckets are used as they are: nothing of theirs is in the template', () => {
  const { template } = synthesized({
    'uploads.bucket': 'my-uploads',
    'thumbnails.bucket': 'my-thumbnails',
    'links.origins': 'https://example.com',
  });

  for (const type of ['AWS::S3::Bucket', 'AWS::S3::BucketPolicy']) template.resourceCountIs(type, 0);
  expect(JSON.stringify(template.toJSON())).toContain(':s3:::my-uploads/uploads/*');
  expect(template.toJSON().Outputs.UploadsBucketName.Value).toBe('my-uploads');
});
