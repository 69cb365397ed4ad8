import { Metadata, type MigrationPhase } from '../../../../constructs';
import { PHASE_TO_REACH } from '../../../../model/metadata/migration/migration-phase';
import { LABELS } from '../../../../model/names/names';
import { givenTo, type Synthesized, synthesize } from '../../fixtures/synth';

const from = Metadata.zooKeeper({ nodes: 1 });
const to = Metadata.kraft({ controllers: 3 });
const synthesized = (metadata: Metadata): Synthesized => synthesize({ metadata, gate: 'gate' });
const at = (phase: MigrationPhase): Synthesized => synthesized(Metadata.migration({ from, to, phase }));

const FORWARD = (['provision', 'migrate', 'dualWrite', 'finalize', 'retire'] as const).map(
  (phase) => [phase, at(phase)] as const,
);
const STEPS = [['from', synthesized(from)] as const, ...FORWARD, ['to', synthesized(to)] as const];
const WITHDRAWN = at('withdraw');

const serversOf = ({ cluster }: Synthesized): ReadonlyMap<string, string> =>
  new Map(
    Object.entries(cluster.resource['docker_container'] ?? {}).map(([name, made]) => [name, JSON.stringify(made)]),
  );

/** Kinds of servers that come, go, or are replaced. */
function changed(before: Synthesized, after: Synthesized): readonly string[] {
  const [one, other] = [serversOf(before), serversOf(after)];
  const names = [...new Set([...one.keys(), ...other.keys()])].filter((name) => one.get(name) !== other.get(name));
  return [...new Set(names.map((name) => name.replace(/^\w+-(\w+)-\d+$/, '$1')))].sort();
}

test('each step touches one kind of server alone, until the last one takes what brokers had for ZooKeeper', () => {
  const steps = STEPS.slice(1).map(([name, after], index) => [name, changed(STEPS[index]?.[1] ?? after, after)]);
  expect(Object.fromEntries(steps)).toEqual({
    ...{ provision: ['controller'], migrate: ['broker'], dualWrite: ['broker'], finalize: ['controller'] },
    ...{ retire: ['zookeeper'], to: ['broker', 'controller'] },
  });
});

test('where it was withdrawn, every server is as it was before', () => {
  expect(changed(WITHDRAWN, STEPS[0]?.[1] ?? WITHDRAWN)).toEqual([]);
});

test('brokers that take their metadata from both say so by a label, and no others', () => {
  const labelled = [...STEPS, ['withdraw', WITHDRAWN] as const].filter(([, { cluster }]) =>
    JSON.stringify(cluster).includes(LABELS.metadata),
  );
  expect(labelled.map(([name]) => name)).toEqual(['migrate']);
});

test('the step that configures servers refuses what does not follow, and tells the volumes where the metadata are', () => {
  const told = [...FORWARD, ['withdraw', WITHDRAWN] as const].map(([phase, { base }]) => {
    const { files } = givenTo({ resource: base.resource }, 'dev-configure');
    expect(files.get('/step/data-volumes.sh')).toContain('Refuses a phase');
    expect(files.get('/step/stages')?.split('\n')[0]).toBe('zookeeper\t');
    expect(files.has('/step/new-servers')).toBe(phase === 'provision');
    expect(files.get('/step/goes-back')).toBe(phase === 'withdraw' ? 'broker\n' : undefined);
    return files.get('/step/store');
  });
  expect(told).toEqual([
    ...['provision', 'migrate', 'dualWrite', 'finalize'].map((phase) => `migration:${phase}\n`),
    ...['kraft\n', 'zookeeper\n'],
  ]);
});

test('the manifest tells the phase, and what stands', () => {
  const { metadata } = at('dualWrite').manifest;
  expect(metadata).toMatchObject({
    ...{ kind: 'migration', controllers: 'metadata servers' },
    migration: { phase: 'dualWrite', at: 'migration:dualWrite', brokers: 'kraft' },
  });
  expect(metadata.servers.map(({ role }) => role)).toEqual(['zookeeper', ...Array<string>(3).fill('controller')]);
  expect(metadata.features).toBeUndefined();
  expect(FORWARD.at(-1)?.[1].manifest.metadata).toMatchObject({ kind: 'kraft', migration: { leaves: 'zookeeper' } });
  expect(WITHDRAWN.manifest.metadata).toMatchObject({ kind: 'zookeeper', migration: { leaves: 'controller' } });
});

describe('the phase that a deployment has a cluster declare', () => {
  afterEach(() => {
    delete process.env['CDKTF_CONTEXT_JSON'];
  });
  const told = (phases: object, metadata: Metadata): Synthesized => {
    process.env['CDKTF_CONTEXT_JSON'] = JSON.stringify({ [PHASE_TO_REACH]: phases });
    return synthesized(metadata);
  };
  const texts = ({ base, cluster }: Synthesized): string =>
    JSON.stringify({ base: base.resource, cluster: cluster.resource });

  test('stands above the declared one, and is as if it had been declared', () => {
    const declared = Metadata.migration({ from, to, phase: 'provision' });
    const expected = texts(at('finalize'));
    expect(texts(told({ dev: 'finalize' }, declared))).toBe(expected);
  });

  test('leads a cluster that declares ZooKeeper to as many controllers, and one that declares a quorum nowhere', () => {
    const one = Metadata.migration({ from, to: Metadata.kraft({ controllers: 1 }), phase: 'migrate' });
    const expected = texts(synthesized(one));
    expect(texts(told({ dev: 'migrate' }, from))).toBe(expected);
    expect(told({ dev: 'migrate' }, to).manifest.metadata.migration).toBeUndefined();
  });

  test('is none of another cluster’s, and nothing that is no phase', () => {
    for (const phases of [{ other: 'migrate' }, { dev: 'onwards' }, 'migrate']) {
      expect(told(phases as object, from).manifest.metadata.migration).toBeUndefined();
    }
  });
});
