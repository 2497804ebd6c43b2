import { availableParallelism } from 'node:os';

/** Test files are native ES modules, as the code is: jest needs --experimental-vm-modules (set by the npm script). */
export default {
  testEnvironment: 'node',
  // Its index loads a getter for each service of AWS; from an ES module jest calls all of them. This part is what is used.
  moduleNameMapper: { '^aws-cdk-lib$': '<rootDir>/node_modules/aws-cdk-lib/core/index.js' },
  roots: ['<rootDir>/test'],
  testMatch: ['**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  globalSetup: '<rootDir>/scripts/tests-begin.mjs',
  globalTeardown: '<rootDir>/scripts/tests-end.mjs',
  testSequencer: '<rootDir>/scripts/longest-first.mjs',
  reporters: ['default', '<rootDir>/scripts/closing-line.mjs'],
  // One more than there are cores: many of the longest tests wait, for a time-out or a message that comes again.
  maxWorkers: availableParallelism() + 1,
  testTimeout: 120_000,
};
