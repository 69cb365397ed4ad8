import { foreignNames, type Bearer } from '../../../cli/foreign-names';

const DECLARED = [
  {
    addresses: ['docker_container.dev-broker-1', 'docker_volume.dev-authority', 'docker_network.dev-clients'],
    containers: ['dev-broker-1'],
    images: [],
    networks: ['dev-clients'],
    volumes: ['dev-authority'],
  },
];

const found = (bearer: Bearer, ...known: readonly string[]): readonly string[] =>
  foreignNames({ name: 'dev' }, DECLARED, [bearer], new Set(known)).map(({ code, rule }) => `${code}: ${rule}`);

describe('A name that a declaration wants', () => {
  test('fails where something has it that is no cluster’s, or another one’s', () => {
    expect(found({ kind: 'volume', name: 'dev-authority' })).toEqual([
      'NameInUse: the name of its volume must be free on the engine, and something that is no cluster’s has it',
    ]);
    expect(found({ kind: 'container', name: 'dev-broker-1', cluster: 'dev-broker' })).toEqual([
      'NameInUse: the name of its container must be free on the engine, and the cluster dev-broker has it',
    ]);
    expect(found({ kind: 'network', name: 'dev-clients' })).toHaveLength(1);
  });

  test('is the cluster’s own by its label, or by a state of this checkout', () => {
    expect(found({ kind: 'container', name: 'dev-broker-1', cluster: 'dev' })).toEqual([]);
    expect(found({ kind: 'volume', name: 'dev-authority' }, 'docker_volume.dev-authority')).toEqual([]);
  });

  test('is another one’s business where it is of another kind', () => {
    expect(found({ kind: 'volume', name: 'dev-broker-1' })).toEqual([]);
    expect(found({ kind: 'container', name: 'other' })).toEqual([]);
  });
});
