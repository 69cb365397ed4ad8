import { Metadata, type MigrationPhase } from '../../../../constructs';
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
