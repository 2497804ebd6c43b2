import { expect, test } from '@jest/globals';
import { resolver } from '../../../local/template/intrinsics.ts';

const resolve = resolver({
  region: 'us-east-1',
  account: '000000000000',
  stackName: 'Darkroom',
  mappings: { Hosts: { aws: { host: 'here' } } },
  known: new Map([['Queue', { ref: 'http://127.0.0.1/q', attributes: { Arn: 'arn:q', QueueName: 'q' } }]]),
});

/* biome-ignore-start lint/suspicious/noTemplateCurlyInString: templates of CloudFormation */
test.each([
  [{ Ref: 'Queue' }, 'http://127.0.0.1/q'],
  [{ Ref: 'AWS::Partition' }, 'aws'],
  [{ Ref: 'AWS::URLSuffix' }, 'amazonaws.com'],
  [{ 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:q'],
  [{ 'Fn::GetAtt': 'Queue.QueueName' }, 'q'],
  [{ 'Fn::Join': ['', ['a', { Ref: 'AWS::Region' }, 1]] }, 'aus-east-11'],
  [{ 'Fn::Join': ['/', { 'Fn::Split': [':', 'a:b:c'] }] }, 'a/b/c'],
  [{ 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::GetAtt': ['Queue', 'Arn'] }] }] }, 'q'],
  [{ 'Fn::Select': ['0', ['a', 'b']] }, 'a'],
  [{ 'Fn::FindInMap': ['Hosts', { Ref: 'AWS::Partition' }, 'host'] }, 'here'],
  [
    { 'Fn::Sub': '${AWS::AccountId} ${Queue} ${Queue.Arn} ${!Literal}' },
    '000000000000 http://127.0.0.1/q arn:q ${Literal}',
  ],
  [{ 'Fn::Sub': ['${Own}-${AWS::Region}', { Own: { Ref: 'AWS::StackName' } }] }, 'Darkroom-us-east-1'],
  [{ a: 1, b: { Ref: 'AWS::NoValue' } }, { a: 1 }],
  [['x', { Ref: 'AWS::NoValue' }], ['x']],
  [{ Ref: 'AWS::NoValue' }, undefined],
  [
    { Ref: 'Queue', other: 1 },
    { Ref: 'Queue', other: 1 },
  ],
  ['${Queue}', '${Queue}'],
])('%j', (value, resolved) => {
  expect(resolve(value, { path: 'here' })).toEqual(resolved);
});
/* biome-ignore-end lint/suspicious/noTemplateCurlyInString: templates of CloudFormation */
