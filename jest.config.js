/** Shared by both projects: TypeScript through swc, as ES modules. */
const shared = {
  rootDir: '.',
  testEnvironment: 'node',
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  transform: {
    '^.+\\.tsx?$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript', tsx: false }, target: 'es2023' },
        module: { type: 'es6' },
        sourceMaps: 'inline',
      },
    ],
  },
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
      testMatch: withoutServers.map((folder) => `<rootDir>/tests/${folder}/**/*.test.ts`),
    },
    {
      ...shared,
      displayName: 'integration',
      testMatch: ['<rootDir>/tests/**/*.test.ts'],
      testPathIgnorePatterns: [
        '/node_modules/',
        ...withoutServers.map((folder) => `<rootDir>/tests/${folder}/`),
        '<rootDir>/tests/chaos/',
      ],
      globalSetup: '<rootDir>/tests/harness/global-setup.js',
      globalTeardown: '<rootDir>/tests/harness/global-teardown.js',
    },
  ],
  testTimeout: 30_000,
};
