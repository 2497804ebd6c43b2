import { describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { grantsOf, pairsOf, readable, type Statement } from './grants.ts';
import { grantReasons, trustReasons } from './reasons.ts';
import { resourceReasons } from './resource-reasons.ts';
import { keyArn, scenes } from './scenes.ts';
import { resourcesOf } from './synthesized.ts';

// Every right that the template gives stands in a table with the reason for it; none stands there that it does not give.

type Rights = Record<string, string[]>;

const rightsIn = (reasons: Record<string, Record<string, string>>): Rights =>
  Object.fromEntries(Object.entries(reasons).map(([who, all]) => [who, Object.keys(all).toSorted()]));

describe.each(scenes)('in the mode $mode with $name', (scene) => {
  const { template, mode, settings } = scene;
  const { uploads, links } = settings;
  const known = {
    mode,
    onReject: uploads.onReject,
    deletes: settings.deletes,
    uploads: uploads.bucket === undefined ? '<BucketsUploads>' : arnOf(uploads.bucket),
    thumbnails:
      settings.thumbnails.bucket === undefined ? '<BucketsThumbnails>' : arnOf(settings.thumbnails.bucket),
    ...(uploads.kmsKeyArn !== undefined && { key: uploads.kmsKeyArn }),
  };

  test('each role may do just what there is a reason for', () => {
    expect(grantsOf(template())).toEqual(rightsIn(grantReasons(known)));
  });

  test('each role is taken on just by the service that there is a reason for', () => {
    expect(trustsOf(template())).toEqual(rightsIn(trustReasons(known)));
  });

  test('each bucket, queue, topic and function lets in just whom there is a reason for', () => {
    const { subscribers } = settings.notify;
    const toldFunctions = subscribers.map(({ to }) => to).filter((to) => to.includes(':lambda:'));
    const ownBuckets = uploads.bucket === undefined && settings.thumbnails.bucket === undefined;

    expect(resourceRightsOf(template())).toEqual(
      rightsIn(
        resourceReasons({ mode, deletes: settings.deletes, ownBuckets, links: links.auth, toldFunctions }),
      ),
    );
  });

  test('a right that is not bound to one resource is for logs, traces, executions of one machine, or a folder', () => {
    const folders = [
      `${known.uploads}/uploads/*`,
      ...['thumbnails', 'outcomes', 'backfills', 'inventories'].map(
        (each) => `${known.thumbnails}/${each}/*`,
      ),
    ];
    const wide = Object.values(grantsOf(template()))
      .flat()
      .filter((right) => right.includes('*'));

    for (const right of wide) {
      const [action = '', resource = ''] = right.split(' on ');
      expect(action).not.toContain('*');
      if (resource === '*') expect(action).toMatch(/^(?:xray:(?:Put|GetSampling)|logs:\w*(?:Log|Polic))/);
      else if (action.startsWith('states:'))
        expect(resource).toMatch(/:execution:<(?:Photo|Backfill)\w*StateMachine.Name>(?:\/\*)?:\*$/);
      else expect(folders).toContain(resource);
    }
  });

  test('no role can change a role, a policy or code, and nobody outside may do but what was asked for', () => {
    const rights = Object.values(grantsOf(template())).flat();
    const open = Object.values(resourceRightsOf(template()))
      .flat()
      .filter((right) => /^Allow (?!\S+\.amazonaws\.com:)/.test(right));

    expect(
      rights.filter((right) => /^(?:iam|sts|cloudformation|lambda:(?!InvokeFunction ))/.test(right)),
    ).toEqual([]);
    expect(open).toHaveLength(links.auth === 'none' ? 2 : 0);
  });
});

test('every reason says something', () => {
  for (const { mode } of scenes) {
    const deletes = 'follow';
    const scene = { mode, onReject: 'delete', deletes, uploads: 'u', thumbnails: 't', key: keyArn } as const;
    const all = [
      grantReasons(scene),
      trustReasons(scene),
      resourceReasons({ mode, deletes, ownBuckets: true, links: 'none', toldFunctions: ['f'] }),
    ];
    const reasons = all.flatMap((each) => Object.values(each).flatMap((of) => Object.values(of)));
    for (const reason of reasons) expect(reason).toMatch(/\w+ \w+/);
  }
});

function arnOf(bucket: string): string {
  return `arn:<AWS::Partition>:s3:::${bucket}`;
}

function trustsOf(template: Template): Rights {
  return Object.fromEntries(
    resourcesOf(template, 'AWS::IAM::Role').map(([id, { Properties }]) => [
      readable({ Ref: id }).replace(/^<|Role>$/g, ''),
      (Properties.AssumeRolePolicyDocument.Statement as Statement[]).flatMap(pairsOf).toSorted(),
    ]),
  );
}

/** By the resource that the policy is on. A type of policy that this does not read is in no template: photo-stack.test.ts. */
function resourceRightsOf(template: Template): Rights {
  const rights: Rights = {};
  const add = (on: unknown, statements: Statement[]) => {
    const name = readable(on).replace(/[<>]/g, '');
    rights[name] = [...(rights[name] ?? []), ...statements.flatMap(pairsOf)].toSorted();
  };
  const policies = {
    'AWS::S3::BucketPolicy': 'Bucket',
    'AWS::SQS::QueuePolicy': 'Queues',
    'AWS::SNS::TopicPolicy': 'Topics',
  };
  for (const [type, property] of Object.entries(policies)) {
    for (const [, { Properties }] of resourcesOf(template, type)) {
      for (const on of [Properties[property]].flat()) add(on, Properties.PolicyDocument.Statement);
    }
  }
  for (const [, { Properties }] of resourcesOf(template, 'AWS::Lambda::Permission')) {
    add(Properties.FunctionName, [permission(Properties)]);
  }
  return rights;
}

/** What Lambda makes of a permission in the policy of the function. */
function permission({ FunctionName: _name, Action, Principal, ...rest }: Record<string, unknown>): Statement {
  const { SourceArn, FunctionUrlAuthType, InvokedViaFunctionUrl, ...unread } = rest;
  if (Object.keys(unread).length > 0) throw new Error(`Not read: ${Object.keys(unread)}`);
  const Condition = {
    ...(SourceArn !== undefined && { ArnLike: { 'aws:SourceArn': SourceArn } }),
    ...(FunctionUrlAuthType !== undefined && {
      StringEquals: { 'lambda:FunctionUrlAuthType': FunctionUrlAuthType },
    }),
    ...(InvokedViaFunctionUrl !== undefined && {
      Bool: { 'lambda:InvokedViaFunctionUrl': InvokedViaFunctionUrl },
    }),
  };
  return {
    Effect: 'Allow',
    Action: Action as string,
    Principal,
    ...(Object.keys(Condition).length > 0 && { Condition }),
  };
}
