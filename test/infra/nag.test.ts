import { expect, test } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { scenes } from './scenes.ts';
import { synthesized } from './synthesized.ts';

test.each(scenes)(
  'neither CloudFormation’s rules nor cdk-nag find anything in the mode $mode with $name that is not explained beside it',
  ({ context }) => {
    const { app, stack } = synthesized(context, { byTheRules: true });

    const { success, violations } = new AwsSolutionsChecks(app).validateScope(stack);

    expect(
      violations.map(({ ruleName, violatingResources }) => [
        ruleName,
        violatingResources.map(({ resourceLogicalId }) => resourceLogicalId),
      ]),
    ).toEqual([]);
    expect(success).toBe(true);
  },
);
