import { expect, test } from '@jest/globals';
import { AwsSolutionsChecks } from 'cdk-nag';
import { modes, synthesized } from './synthesized.ts';

test.each(modes)('cdk-nag finds nothing in the mode %s that is not explained beside it', (mode) => {
  const { app, stack } = synthesized({
    'delivery.mode': mode,
    'uploads.onReject': 'delete',
    'links.origins': 'https://example.com',
    'notify.emails': 'ops@example.com',
  });

  const { success, violations } = new AwsSolutionsChecks(app).validateScope(stack);

  expect(
    violations.map(({ ruleName, violatingResources }) => [
      ruleName,
      violatingResources.map(({ resourceLogicalId }) => resourceLogicalId),
    ]),
  ).toEqual([]);
  expect(success).toBe(true);
});
