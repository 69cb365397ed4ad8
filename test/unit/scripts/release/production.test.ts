import { productionLock, productionPackage } from '../../../../scripts/release/production';

const declared = {
  name: 'cdktf-kafka',
  dependencies: { semver: '^7.8.6' },
  devDependencies: { eslint: '^10.15.0' },
  peerDependencies: { cdktf: '^0.21.0' },
};
const left = { name: 'cdktf-kafka', dependencies: { semver: '^7.8.6' } };

test('a release’s package.json says neither what is for development nor whom the package stands beside', () => {
  expect(productionPackage(declared)).toEqual(left);
});

test('its lock file keeps what the package and development both need, and nothing that development alone needs', () => {
  const semver = { version: '7.8.6' };
  const lock = {
    lockfileVersion: 3,
    packages: {
      '': declared,
      'node_modules/semver': semver,
      'node_modules/eslint': { version: '10.15.0', dev: true, dependencies: { semver: '^7.8.6' } },
    },
  };
  expect(productionLock(lock)).toEqual({ lockfileVersion: 3, packages: { '': left, 'node_modules/semver': semver } });
});

test('fails for what is no lock file', () => {
  expect(() => productionLock({ name: 'cdktf-kafka' })).toThrow('packages');
});
