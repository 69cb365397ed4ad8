import { goesOn, outdatedHolders } from '../../../cli/taken-up';
import { manifest } from '../fixtures/manifest';

const renewal = { beforeDays: 30, step: 'kafka-keytool', reload: true };
const NODE = 'kafka-zookeeper-1';
const identities = [
  { name: 'zookeeper-1', role: 'metadata-server', volume: `${NODE}-secrets`, folder: '' },
  { name: 'broker-1', role: 'broker', volume: 'kafka-broker-1-secrets', folder: '' },
] as const;
const seen = (issued: number): Parameters<typeof outdatedHolders>[1] => ({
  issued: identities.map(({ name: identity }) => ({ identity, issued, ends: issued + 1000 })),
  authorities: [],
  holders: [
    { container: NODE, made: 100, state: 'Up', volumes: [`${NODE}-secrets`] },
    { container: 'kafka-broker-1', made: 100, state: 'Up', volumes: ['kafka-broker-1-secrets'] },
  ],
});

test('who can’t read a certificate anew has taken it up when its container is younger', () => {
  expect(outdatedHolders({ identities: [...identities], renewal }, seen(50))).toEqual([]);
  expect(outdatedHolders({ identities: [...identities], renewal }, seen(150))).toEqual([NODE]);
  expect(outdatedHolders({ identities: [...identities], renewal: { ...renewal, reload: false } }, seen(150))).toEqual([
    NODE,
    'kafka-broker-1',
  ]);
});

test('a broker that shows its certificate at no declared listener yet has taken it up when its container is younger', () => {
  const declared = { identities: [...identities], renewal };
  expect(outdatedHolders(declared, seen(50), ['kafka-broker-1'])).toEqual([]);
  expect(outdatedHolders(declared, seen(150), ['kafka-broker-1'])).toEqual([NODE, 'kafka-broker-1']);
});

test.each([
  ['the same first version', undefined, [], false],
  ['another version', [{ name: 'cluster', version: 2, former: 'signs' }], [], true],
  [
    'the same version',
    [{ name: 'cluster', version: 2, former: 'signs' }],
    [{ name: 'cluster', version: 2, former: 'signs' }],
    false,
  ],
  [
    'what the former one does',
    [{ name: 'cluster', version: 2 }],
    [{ name: 'cluster', version: 2, former: 'trusted' }],
    true,
  ],
  ['a version that is no longer declared', undefined, [{ name: 'clients', version: 2 }], true],
  [
    'either version of an exchange that was cut off',
    undefined,
    [
      { name: 'cluster', version: 2, former: 'signs' },
      { name: 'cluster', version: 1 },
    ],
    false,
  ],
  [
    'the next one after an exchange that was cut off',
    [{ name: 'cluster', version: 2, former: 'trusted' }],
    [
      { name: 'cluster', version: 2, former: 'signs' },
      { name: 'cluster', version: 1 },
    ],
    true,
  ],
] as const)('an authority goes on, or does not, with %s', (_, declared, authorities, expected) => {
  expect(goesOn({ ...manifest, renewal: { ...renewal, authorities: declared } }, { authorities })).toBe(expected);
});
