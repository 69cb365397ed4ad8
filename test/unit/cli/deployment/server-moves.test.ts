import { leftBehind } from '../../../../cli/deployment/server-moves';

const host = (name: string) => ({ engine: `ssh://kafka-${name}`, address: `10.0.0.${name}`, host: name });
const [a, b, c] = [host('a'), host('b'), host('c')];
const manifest = {
  ...{ name: 'dev', engine: a.engine, hosts: [a, b, c] },
  placements: { 'dev-broker-1': a, 'dev-broker-11': b, 'dev-zookeeper-1': b },
  brokers: [1, 11].map((id) => ({ id, container: `dev-broker-${id}` })),
  metadata: { servers: [{ id: 1, container: 'dev-zookeeper-1' }] },
} as never;

function left(
  volumes: readonly (readonly [string, typeof a])[],
  containers: readonly (readonly [string, typeof a])[] = [],
) {
  const found = (all: typeof volumes) => all.map(([name, placement]) => ({ name, placement: { ...placement } }));
  const networks = found([
    ['dev-published', b],
    ['dev-published', c],
    ['dev-backplane', a],
  ]);
  const inventory = leftBehind(manifest, { containers: found(containers), networks, volumes: found(volumes) } as never);
  const shown = (all: readonly { readonly name: string; readonly placement: { readonly host?: string } }[]) =>
    all.map(({ name, placement }) => `${name} on ${placement.host ?? ''}`);
  return [...shown(inventory.containers), ...shown(inventory.networks), ...shown(inventory.volumes)];
}

test('of a host without servers everything is left behind, but a server that runs there all the same', () => {
  const volumes = [
    ['dev-configuration', c],
    ['dev-broker-1-secrets', c],
  ] as const;
  expect(
    left(volumes, [
      ['dev-configure', c],
      ['dev-broker-1', c],
      ['dev-configure', b],
    ]),
  ).toEqual(['dev-configure on c', 'dev-published on c', 'dev-configuration on c', 'dev-broker-1-secrets on c']);
});

test('of another one what servers had that are elsewhere now, and of the first one their data alone', () => {
  const volumes = [
    ...([
      ['dev-broker-1-data', b],
      ['dev-broker-1-secrets', b],
      ['dev-broker-11-data', b],
    ] as const),
    ...([
      ['dev-zookeeper-1-datalog', a],
      ['dev-zookeeper-1-secrets', a],
      ['dev-broker-1-data', a],
    ] as const),
    ...([
      ['dev-authority', a],
      ['dev-configuration', b],
    ] as const),
  ];
  expect(left(volumes)).toEqual([
    'dev-published on c',
    'dev-broker-1-data on b',
    'dev-broker-1-secrets on b',
    'dev-zookeeper-1-datalog on a',
  ]);
});
