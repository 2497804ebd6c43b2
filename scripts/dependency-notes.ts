/** What a package is to the project. */
interface Note {
  /** deployed: in the bundles that run on AWS. synth: makes the template. here: runs in `npm start`. command: runs in `npx darkroom`. work: tests and checks. */
  where: 'deployed' | 'synth' | 'here' | 'command' | 'work';
  why: string;
  /** Looked up in a registry, which need not know every version that there ever was. */
  released?: { first: string; this: string; lookedUp: string };
}

const lookedUp = '2026-11-21';

/** Every direct dependency; what can be read off node_modules and the lockfile is not repeated here. */
export const notes: Readonly<Record<string, Note>> = {
  '@aws-lambda-powertools/logger': { where: 'deployed', why: 'logs as JSON lines' },
  '@aws-lambda-powertools/metrics': { where: 'deployed', why: 'metrics out of log lines, without a request' },
  '@aws-lambda-powertools/tracer': {
    where: 'deployed',
    why: 'X-Ray; all that knows it is functions/shared/tracing.ts',
  },
  '@aws-sdk/client-s3': { where: 'deployed', why: 'photos, renditions and records' },
  '@aws-sdk/client-sfn': {
    where: 'deployed',
    why: 'the starter of the buffered delivery; histories of executions',
  },
  '@aws-sdk/client-sns': { where: 'deployed', why: 'notices that the workflow could not send' },
  '@aws-sdk/client-sqs': { where: 'deployed', why: 'when a message comes again; the parked queue' },
  '@aws-sdk/s3-request-presigner': {
    where: 'deployed',
    why: 'signs the upload links: not a thing to write oneself',
  },
  sharp: {
    where: 'deployed',
    why: 'decodes strangers’ photos, by libvips in C and C++: the largest target here. functions/resize/sharp-safety.ts says how it is kept in',
    released: { first: '2024-02-27', this: '2026-09-27', lookedUp },
  },
  'aws-cdk-lib': { where: 'synth', why: 'the stack as code' },
  constructs: { where: 'synth', why: 'what the CDK is built on, and asks for' },
  esbuild: {
    where: 'synth',
    why: 'bundles the functions, and the page of the one-machine run',
    released: { first: '2024-02-27', this: '2026-08-08', lookedUp },
  },
  '@aws-sdk/checksums': { where: 'here', why: 'CRC64NVME and CRC32C for S3 on one machine' },
  '@aws-sdk/xml-builder': {
    where: 'here',
    why: 'escapes what stands in the XML answers of the one-machine run',
  },
  '@dagrejs/dagre': {
    where: 'here',
    why: 'lays out the graph of states on the page',
    released: { first: '2024-09-19', this: '2026-10-24', lookedUp },
  },
  '@uppy/aws-s3': { where: 'here', why: 'uploads from the page, as users of darkroom do' },
  '@uppy/core': { where: 'here', why: 'as @uppy/aws-s3' },
  '@uppy/dashboard': { where: 'here', why: 'as @uppy/aws-s3' },
  'aws-local-stepfunctions': {
    where: 'here',
    why: 'interprets the state machine on one machine, and in tests',
    released: { first: '2026-09-23', this: '2026-09-23', lookedUp },
  },
  fauxqs: {
    where: 'here',
    why: 'SQS and SNS on one machine, in the process, behind checks of our own and never on a port of its own',
    released: { first: '2026-03-21', this: '2026-03-29', lookedUp },
  },
  '@aws-sdk/client-cloudformation': { where: 'command', why: 'the outputs of a stack' },
  '@aws-sdk/client-lambda': {
    where: 'command',
    why: 'the quota of Lambda; hands an untold end back to its function',
  },
  '@smithy/signature-v4': {
    where: 'command',
    why: 'signs requests to the Function URL, as the SDK signs its own',
  },
  commander: {
    where: 'command',
    why: 'commands, options and their help',
    released: { first: '2024-02-23', this: '2026-11-07', lookedUp },
  },
  '@aws-sdk/lib-storage': { where: 'work', why: 'tests that large uploads in parts arrive' },
  '@axe-core/playwright': { where: 'work', why: 'tests that the page can be used by everybody' },
  '@biomejs/biome': { where: 'work', why: 'format and lint' },
  '@jest/globals': { where: 'work', why: 'tests' },
  '@jest/test-sequencer': { where: 'work', why: 'in which order test files run; it comes with jest' },
  '@sparticuz/chromium': {
    where: 'work',
    why: 'the browser of the tests, unpacked from the package and not fetched',
    released: { first: '2024-12-04', this: '2026-09-11', lookedUp },
  },
  '@swc/core': { where: 'work', why: 'strips types for the tests' },
  '@swc/jest': { where: 'work', why: 'as @swc/core' },
  '@types/aws-lambda': { where: 'work', why: 'types' },
  '@types/node': { where: 'work', why: 'types' },
  ajv: { where: 'work', why: 'tests that each notice keeps to its published schema' },
  'asl-validator': {
    where: 'work',
    why: 'tests that the state machine is valid',
    released: { first: '2024-12-07', this: '2026-02-26', lookedUp },
  },
  'aws-cdk': { where: 'work', why: 'the command line of the CDK: deploys with your credentials' },
  'cdk-nag': { where: 'work', why: 'tests the template against rules of others' },
  'fast-check': { where: 'work', why: 'tests by property' },
  jest: { where: 'work', why: 'tests' },
  knip: {
    where: 'work',
    why: 'finds code and dependencies that nothing uses',
    released: { first: '2024-11-23', this: '2026-11-07', lookedUp },
  },
  node: { where: 'work', why: 'the Node that Lambda has, for every script here' },
  'playwright-core': { where: 'work', why: 'drives the browser of the tests' },
  vega: { where: 'work', why: 'draws the pictures of bench/, as SVG and without a browser' },
  'vega-lite': { where: 'work', why: 'as vega: what to draw, in a few lines' },
  typescript: { where: 'work', why: 'checks the types' },
};

/** Why a package with an install script may run it, or may not: as in allowScripts of package.json. */
export const installScripts: Readonly<Record<string, string>> = {
  node: 'fetches the binary of this platform, a package of the same version that is **not in the lockfile**: the registry alone vouches for its bytes. Without it there is no Node of Lambda’s here',
  esbuild:
    'puts the binary of this platform, which the lockfile has, in place of a slower wrapper; fetches it where npm did not',
  '@swc/core':
    'looks whether the binary of this platform, which the lockfile has, can be loaded; fetches @swc/wasm where it cannot',
  'unrs-resolver':
    'not needed: the binary is a package of its own, which the lockfile has; it would fetch a missing one',
  '@parcel/watcher':
    'not needed: it would build from source when asked to, and nothing here watches files by it',
};
