/**
 * Unit tests need no engine; integration tests have a real one, and clusters with names and ports of their own. Long ones are integration
 * tests that `npm test` leaves out: `npm run test:long`.
 */
const transform = { '^.+\\.ts$': ['@swc/jest', { jsc: { parser: { syntax: 'typescript' }, target: 'es2022' } }] };
const common = { transform, testEnvironment: 'node', modulePathIgnorePatterns: ['<rootDir>/(dist|out|cdktf.out)/'] };
/** Parts of cdktf that take most of the time of a synthesis. */
const moduleNameMapper = {
  '^\\./validate-binary-version$': '<rootDir>/test/support/cdktf/validate-binary-version.js',
  '^\\./((tokens/)?private/)?stack-trace$': '<rootDir>/test/support/cdktf/stack-trace.js',
};
module.exports = {
  testSequencer: '<rootDir>/test/integ/support/longest-first.js',
  projects: [
    {
      ...common,
      moduleNameMapper,
      testEnvironment: '<rootDir>/test/support/own-temporary-folder.ts',
      displayName: 'unit',
      testMatch: ['<rootDir>/test/unit/**/*.test.ts'],
    },
    { ...common, displayName: 'integ', testMatch: ['<rootDir>/test/integ/**/*.test.ts'] },
    { ...common, displayName: 'long', testMatch: ['<rootDir>/test/long/**/*.test.ts'] },
  ],
};
