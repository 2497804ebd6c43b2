import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Template } from 'aws-cdk-lib/assertions';
import { backfillRates } from '../../workflow/backfill-rates.ts';
import { definitionText, deployed } from '../statemachine/backfill/definition.ts';
import { readable } from './grants.ts';
import { modes, type Resource, resourcesOf, synthesized } from './synthesized.ts';

describe.each(modes)('the backfill of the mode %s', (mode) => {
  let template: Template;
  let machine: Resource & { DependsOn?: string[] };
  beforeAll(() => {
    template = synthesized({ 'delivery.mode': mode }).template;
    const found = resourcesOf(template, 'AWS::StepFunctions::StateMachine').find(([id]) =>
      id.startsWith('Backfill'),
    );
    machine = found?.[1] as Resource;
  });

  test('is the file, with a value for each placeholder, and always Standard', () => {
    const placeholders = new Set([...definitionText.matchAll(/\$\{(\w+)\}/g)].map(([, name]) => name));

    expect(machine.Properties.DefinitionString).toBe(definitionText);
    expect(machine.Properties.StateMachineType).toBe('STANDARD');
    expect(Object.keys(machine.Properties.DefinitionSubstitutions).toSorted()).toEqual(
      [...placeholders].toSorted(),
    );
    expect(machine.Properties.DefinitionSubstitutions).toMatchObject({
      ...{ UploadsPrefix: 'uploads/', ReportsPrefix: 'backfills' },
      PhotoMachineType: mode === 'direct' ? 'STANDARD' : 'EXPRESS',
    });
  });

  test('may make the rule that .sync needs before it is made itself: Step Functions looks for that right', () => {
    const waitsFor = resourcesOf(template, 'AWS::IAM::Policy').filter(([id]) =>
      machine.DependsOn?.includes(id),
    );
    const actions = waitsFor.flatMap(([, { Properties }]) =>
      Properties.PolicyDocument.Statement.flatMap(({ Action }: { Action: string | string[] }) => Action),
    );

    expect(actions).toEqual(
      expect.arrayContaining(['events:PutRule', 'events:PutTargets', 'events:DescribeRule']),
    );
  });

  test('gives the function that chooses less time than its task has', () => {
    const choosing = resourcesOf(template, 'AWS::Lambda::Function').find(([id]) =>
      id.startsWith('BackfillChoosePhotos'),
    );

    expect(choosing?.[1].Properties.Timeout).toBeLessThan(
      deployed().States['Choose Photos']?.TimeoutSeconds ?? 0,
    );
  });

  test('says in the outputs what it takes, so that somebody can decide', () => {
    const { BackfillRates } = template.toJSON().Outputs;
    const { photoDollars, lookDollars, photoSeconds } = JSON.parse(readable(BackfillRates.Value));

    // Five transitions of a Standard execution are a tenth of a thousandth; an Express one costs next to nothing.
    expect(photoDollars * 1e6).toBeGreaterThan(mode === 'direct' ? 200 : 100);
    expect(photoDollars * 1e6).toBeLessThan(mode === 'direct' ? 230 : 130);
    expect(lookDollars * 1e6).toBeLessThan(10);
    expect(photoSeconds).toBeGreaterThan(1);
  });

  test('drops reports after 90 days and inventories after 30, in a bucket that the stack makes', () => {
    const rules = resourcesOf(template, 'AWS::S3::Bucket').flatMap(
      ([, { Properties }]) => Properties.LifecycleConfiguration.Rules,
    );

    expect(rules).toEqual(
      expect.arrayContaining([
        { ExpirationInDays: 90, Prefix: 'backfills/', Status: 'Enabled' },
        { ExpirationInDays: 30, Prefix: 'inventories/', Status: 'Enabled' },
      ]),
    );
  });
});

test('more renditions cost more, and take longer', () => {
  const rates = (renditions: number) =>
    backfillRates({ express: false, resizeMegabytes: 1280, chooseMegabytes: 512, renditions });

  expect(rates(3).photoDollars).toBeGreaterThan(rates(1).photoDollars);
  expect(rates(3).photoSeconds).toBeGreaterThan(rates(1).photoSeconds);
});
