import {
  CloudFormationClient,
  DeleteStackCommand,
  DescribeStacksCommand,
} from '@aws-sdk/client-cloudformation';
import { describe, expect, test } from '@jest/globals';
import { open } from './opened.ts';

describe('CloudFormation', () => {
  test('tells the outputs of the stack, with or without its name', async () => {
    await using place = await open();
    const client = new CloudFormationClient(place.client);

    for (const name of [{}, { StackName: 'Darkroom' }]) {
      const { Stacks = [] } = await client.send(new DescribeStacksCommand(name));
      expect(Stacks).toMatchObject([{ StackName: 'Darkroom', StackStatus: 'CREATE_COMPLETE' }]);
      expect(Stacks[0]?.Outputs).toEqual([
        { OutputKey: 'UploadsPrefix', OutputValue: 'uploads/' },
        { OutputKey: 'Odd', OutputValue: '<&">' },
      ]);
    }
  });

  test('knows no other stack, and does nothing else', async () => {
    await using place = await open();
    const client = new CloudFormationClient(place.client);

    await expect(client.send(new DescribeStacksCommand({ StackName: 'Other' }))).rejects.toMatchObject({
      name: 'ValidationError',
      message: 'Stack with id Other does not exist',
    });
    await expect(client.send(new DeleteStackCommand({ StackName: 'Darkroom' }))).rejects.toMatchObject({
      name: 'InvalidAction',
    });
  });
});
