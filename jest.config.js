import { availableParallelism } from 'node:os';

/** @param {{ tsx: boolean }} syntax @returns {[string, object]} */
const swc = ({ tsx }) => [
  '@swc/jest',
  {
    jsc: {
      parser: { syntax: 'typescript', tsx },
      target: 'es2023',
      transform: { react: { runtime: 'automatic' } },
      experimental: { keepImportAttributes: true },
    },
    module: { type: 'es6' },
    sourceMaps: 'inline',
  },
];

/** Shared by both projects: TypeScript through swc, as ES modules. */
const shared = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: { '^.+\\.ts$': swc({ tsx: false }), '^.+\\.tsx$': swc({ tsx: true }) },
  moduleFileExtensions: ['ts', 'tsx', 'js', 'mjs', 'cjs', 'json', 'node'],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/.cadenza/'],
};

/** Folders of tests that need no server at all: they run in seconds. */
const withoutServers = ['domain', 'architecture', 'designer'];

export default {
  projects: [
    {
      ...shared,
      displayName: 'domain',
      testMatch: withoutServers.map((folder) => `<rootDir>/tests/${folder}/**/*.test.{ts,tsx}`),
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        ...withoutServers.map((folder) => `<rootDir>/tests/${folder}/`),
        '<rootDir>/tests/chaos/',
        '<rootDir>/tests/browser/',
      ],
      globalSetup: '<rootDir>/tests/harness/global-setup.js',
      globalTeardown: '<rootDir>/tests/harness/global-teardown.js',
    },
    {
      // The whole product under a real browser.
      ...shared,
      displayName: 'browser',
      testMatch: ['<rootDir>/tests/browser/**/*.test.ts'],
    },
  ],
  // Files that start whole products wait for most of their time: half as many again as there are cores.
  maxWorkers: Math.ceil(availableParallelism() * 1.5),
  testSequencer: '<rootDir>/tests/harness/longest-first.js',
  // What modules of ended files leave behind ends with their worker.
  workerIdleMemoryLimit: '1GB',
  // Only what hangs comes to it: a busy machine is no reason to fail.
  testTimeout: 180_000,
};
