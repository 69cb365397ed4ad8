import {
  firstHostMoved,
  firstHostViolations,
  judgeFirstHost,
  leftByFirstHost,
  volumesToTake,
} from '../../../cli/first-host';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import type { DeclaredOnEngine } from '../../../model/retirement/stack-resources';
import type { Inventory } from '../../../runtime/engine/inventory';

const host = (name: string) => ({ engine: `ssh://kafka-${name}`, address: `10.0.0.${name}`, host: name });
const [a, b, c] = [host('a'), host('b'), host('c')];
type OnHost = typeof a;

/** Host b is declared first; a and c have a broker each. */
const manifest = {
  name: 'dev',
  engine: b.engine,
  hosts: [b, a, c],
  placements: { 'dev-broker-1': a, 'dev-broker-2': b, 'dev-broker-3': c },
  brokers: [1, 2, 3].map((id) => ({ id, container: `dev-broker-${id}` })),
  metadata: { servers: [] },
} as unknown as ClusterManifest;

/** A state of the base that has made the authorities, for a host or for none that it tells. */
const stateOf = (word?: string): string =>
  JSON.stringify({
    ...{ version: 4, serial: 1, lineage: 'l' },
    resources: [
      { mode: 'managed', type: 'docker_volume', name: 'dev-authority', provider: 'p', instances: [{}] },
      ...(word === undefined ? [] : [guardFor(word)]),
    ],
  });

const guardFor = (word: string): object => ({
  ...{ mode: 'managed', type: 'terraform_data', name: 'dev-first-host', provider: 'p' },
  instances: [{ attributes: { triggers_replace: { value: [word], type: ['tuple', ['string']] } } }],
});

const volumes = (found: readonly (readonly [string, OnHost])[]): Pick<Inventory, 'volumes'> =>
  ({ volumes: found.map(([name, placement]) => ({ name, placement })) }) as unknown as Inventory;

const judged = (state: string, found: readonly (readonly [string, OnHost])[], on = manifest) => {
  const { former, violations } = judgeFirstHost(on, state, volumes(found));
  return [former?.host, ...violations.map(({ code, value }) => `${code}: ${value ?? ''}`)];
};

test('the state says which host was first, also where both have the authorities amid a move', () => {
  expect(judged(stateOf('a'), [['dev-authority', a]])).toEqual(['a']);
  expect(
    judged(stateOf('a'), [
      ['dev-authority', a],
      ['dev-authority', b],
    ]),
  ).toEqual(['a']);
  expect(
    judged(stateOf('b'), [
      ['dev-authority', a],
      ['dev-authority', b],
    ]),
  ).toEqual([undefined]);
  expect(firstHostMoved(manifest, a).value).toBe('b, and it is on a');
});

test('a cluster that is new, or whose state is from before it told, is left as it is where its authorities are', () => {
  expect(judged('', [])).toEqual([undefined]);
  expect(judged('', [['dev-authority', b]])).toEqual([undefined]);
});

test('fails where no host has the authorities that were made, and something of the cluster is there', () => {
  const lost = (first: string) => [undefined, `AuthorityLost: dev-authority is not on ${first}`];
  expect(judged(stateOf('a'), [['dev-broker-3-data', c]])).toEqual(lost('a'));
  expect(judged(stateOf(), [['dev-broker-3-data', c]])).toEqual(lost('b'));
  expect(judged(stateOf('b'), [])).toEqual([undefined]);
});

test('fails where two hosts have authorities and nobody says which are whole', () => {
  const both = [
    ['dev-authority', a],
    ['dev-authority', b],
  ] as const;
  expect(judged('', both)).toEqual([undefined, 'FirstHostMoved: b, and they are on a and b']);
  expect(judged(stateOf(), both)).toEqual([undefined, 'FirstHostMoved: b, and they are on a and b']);
});

test('whoever moves nothing is told where it is, and asks nothing where there is one host', async () => {
  const base = { readState: jest.fn(() => Promise.resolve(stateOf('a'))) };
  const codes = async (declared: ClusterManifest) =>
    (await firstHostViolations(base, declared, volumes([['dev-authority', a]]))).map(({ code }) => code);
  expect(await codes(manifest)).toEqual(['FirstHostMoved']);
  expect(await codes({ ...manifest, hosts: undefined, placements: undefined })).toEqual([]);
  expect(base.readState).toHaveBeenCalledTimes(1);
});

test('fails where the authorities are on another host than the state says, and where that host is declared no more', () => {
  expect(judged('', [['dev-authority', a]])).toEqual([undefined, 'FirstHostMoved: b, and they are on a']);
  expect(judged(stateOf('b'), [['dev-authority', c]])).toEqual([undefined, 'FirstHostMoved: b, and they are on c']);
  expect(judged(stateOf('d'), [['dev-authority', a]])).toEqual([
    undefined,
    'HostMissing: d, which has all that is no server, is declared no more',
  ]);
});

test('one host alone has nowhere to move to', () => {
  const alone = { ...manifest, hosts: undefined, placements: undefined };
  expect(judged(stateOf('a'), [['dev-authority', a]], alone)).toEqual([undefined]);
});

const onFirst = (kind: DeclaredOnEngine['kind'], ...names: readonly string[]): readonly DeclaredOnEngine[] =>
  names.map((name) => ({ kind, name }));
const on = ({ host: name }: OnHost, kind: DeclaredOnEngine['kind'], ...names: readonly string[]) =>
  names.map((each): DeclaredOnEngine => ({ kind, name: each, provider: `docker-${name}` }));
const SECRETS = [1, 2, 3].map((id) => `dev-broker-${id}-secrets`);
const declared = [
  {
    onEngines: [
      ...onFirst('volume', 'dev-authority', 'dev-identities', ...SECRETS, 'dev-configuration', 'dev-broker-2-data'),
      ...onFirst('volume', 'dev-prometheus'),
      ...onFirst('container', 'dev-keytool', 'dev-configure', 'dev-prometheus', 'dev-broker-2'),
      ...onFirst('network', 'dev-backplane', 'dev-published', 'dev-pages'),
      ...[a, c].flatMap((each) => on(each, 'network', 'dev-published')),
      ...on(a, 'volume', 'dev-broker-1-data', 'dev-broker-1-secrets', 'dev-configuration'),
      ...on(c, 'volume', 'dev-broker-3-data', 'dev-broker-3-secrets', 'dev-configuration'),
      ...[a, c].flatMap((each) => on(each, 'container', 'dev-configure')),
    ],
  },
];

/** All that a had when it was first, and has of its own. */
const onFormer = ['dev-authority', 'dev-identities', ...SECRETS, 'dev-prometheus'];

test('what the first host is to have is copied from the former one, and no host gets another one’s data or configuration', () => {
  const others = [
    'dev-configuration',
    'dev-broker-1-data',
    'dev-broker-2-data',
    'dev-broker-9-data',
    'dev-zookeeper-3-data',
  ];
  const found = volumes([
    ...[...onFormer, ...others].map((name) => [name, a] as const),
    ...['dev-configuration', 'dev-broker-2-data', 'dev-broker-2-secrets'].map((name) => [name, b] as const),
    ['dev-broker-3-secrets', c],
  ]);
  expect(volumesToTake(manifest, declared, found, a).map(({ name }) => name)).toEqual(onFormer);
});

test('what a service has kept that is declared no more is copied with the rest', () => {
  const found = volumes([
    ['dev-grafana', a],
    ['dev-grafana', c],
  ]);
  expect(volumesToTake(manifest, declared, found, a).map(({ name, placement }) => [name, placement])).toEqual([
    ['dev-grafana', a],
  ]);
});

test('what the former first host has of the first one’s goes, and all that is its own, undeclared or a server’s stays', () => {
  const found =
    (kind: string, role = '') =>
    (name: string) => ({ name, kind, role, placement: a });
  // Prometheus' volume was not copied: it stays.
  const onFirst = onFormer.filter((name) => name !== 'dev-prometheus').map((name) => ({ name, placement: b }));
  const left = leftByFirstHost(manifest, declared, {
    containers: [
      ...['dev-keytool', 'dev-configure'].map(found('container', 'keytool')),
      ...['dev-prometheus', 'dev-node-exporter-on-a'].map(found('container', 'service')),
      ...['dev-broker-1', 'dev-broker-2'].map(found('container', 'broker')),
    ],
    networks: ['dev-published', 'dev-pages', 'dev-other'].map(found('network')),
    volumes: [
      ...[...onFormer, 'dev-configuration', 'dev-broker-1-data', 'dev-broker-2-data', 'dev-broker-9-data'].map(
        found('volume'),
      ),
      ...onFirst,
    ],
  } as unknown as Inventory);
  const names = (all: readonly { readonly name: string }[]) => all.map(({ name }) => name);
  expect(names(left.containers)).toEqual(['dev-keytool', 'dev-prometheus']);
  expect(names(left.networks)).toEqual(['dev-pages']);
  expect(names(left.volumes)).toEqual(
    onFormer.filter((name) => !['dev-broker-1-secrets', 'dev-prometheus'].includes(name)),
  );
});

test('on the first host itself nothing is left', () => {
  const all = onFormer.map((name) => ({ name, placement: b }));
  const left = leftByFirstHost(manifest, declared, { containers: [], networks: [], volumes: all } as never);
  expect(left.volumes).toEqual([]);
});
