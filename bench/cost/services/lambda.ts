import type { FunctionFacts } from '../template-facts.ts';
import type { Group, Usage } from '../usage.ts';

export interface Billed {
  /** Of a warm invocation. */
  ms: number;
  /** Of loading the function: the mean over all invocations. */
  initMs: number;
}

export function lambdaUsage(
  photos: number,
  { folder, memoryMegabytes, arm }: Pick<FunctionFacts, 'folder' | 'memoryMegabytes' | 'arm'>,
  { ms, initMs }: Billed,
  group: Group,
): Usage[] {
  const gbSecond = arm ? 'lambdaArmGbSecond' : 'lambdaX86GbSecond';
  return [
    { group, service: 'Lambda', what: `${folder}, requests`, price: 'lambdaRequest', amount: photos },
    {
      ...{ group, service: 'Lambda', price: gbSecond },
      what: `${folder}, ${Math.ceil(ms)} ms${initMs > 0 ? ` + ${initMs.toFixed(1)} ms of loading` : ''} at ${memoryMegabytes} MB`,
      amount: (photos * (Math.ceil(ms) + initMs) * memoryMegabytes) / 1000 / 1024,
    },
  ];
}

/** Messages of a batch share an invocation: `whole` is of a full one, `single` of a message by itself. */
export function sharedLambdaUsage(
  photos: number,
  facts: Pick<FunctionFacts, 'folder' | 'memoryMegabytes' | 'arm'>,
  { whole, single, batchSize }: { whole: Billed; single: Billed; batchSize: number },
): Usage[] {
  const least = lambdaUsage(photos / batchSize, facts, whole, 'work');
  if (batchSize === 1) return least;
  const most = lambdaUsage(photos, facts, single, 'work');
  return least.map((usage, index) => ({ ...usage, atMost: most[index]?.amount ?? usage.amount }));
}
