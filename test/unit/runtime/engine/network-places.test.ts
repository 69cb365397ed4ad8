import type Docker from 'dockerode';
import { Duration } from '../../../../model/units/duration';
import { Engines } from '../../../../runtime/engine/engines';
import { showInUse, usersOf } from '../../../../runtime/engine/inventory';
import { placesIn, startForItsPlace } from '../../../../runtime/engine/network-places';
import { spread } from '../../fixtures/spread-manifest';

const AT_ONCE = Duration.milliseconds(1);

interface Kept {
  readonly node: string;
  readonly container: string;
  readonly network?: string;
  readonly state?: string;
}

const place = ({ node, container, network = 'clients', state = 'running' }: Kept) => ({
  ...{ NodeID: node, DesiredState: state, Status: { State: 'running' } },
  Spec: { NetworkAttachmentSpec: { ContainerID: container }, Networks: [{ Target: network }] },
});

const isMissing = (): Promise<never> =>
  Promise.reject(Object.assign(new Error('no such container'), { statusCode: 404 }));

/** The hosts of a cluster, each a node of the Swarm by its own name, with containers by their ids; what is listed at each look. */
function enginesOf(containers: Readonly<Record<string, string>>, ...looks: readonly (readonly Kept[])[]): Engines {
  let look = 0;
  const engineOf = (engine = ''): Docker =>
    ({
      info: () => Promise.resolve({ Swarm: { NodeID: `node of ${new URL(engine).hostname}` } }),
      listTasks: (asked: unknown) => {
        expect(asked).toEqual({ filters: { runtime: ['attachment'] } });
        const listed = looks[Math.min(look, looks.length - 1)] ?? [];
        look += 1;
        return Promise.resolve(listed.map(place));
      },
      getContainer: (id: string) => ({
        inspect: () => {
          const name = containers[`${new URL(engine).hostname}/${id}`];
          return name === undefined ? isMissing() : Promise.resolve({ Name: `/${name}` });
        },
      }),
    }) as unknown as Docker;
  return new Engines(spread, ({ engine }) => engineOf(engine));
}

describe('A network of several hosts', () => {
  test('is nobody’s when what is listed is over, or of other networks', async () => {
    const engines = enginesOf({}, [
      { node: 'node of host-1', container: 'a', network: 'backplane' },
      { node: 'node of host-1', container: 'a', state: 'shutdown' },
    ]);
    expect(await placesIn(spread, 'clients', engines)).toEqual({ members: [], keptOn: [] });
  });

  test('has members on every host, by their names, and on others of the Swarm, by what is known', async () => {
    const engines = enginesOf({ 'host-2/app': 'app', 'host-1/b': 'kafka-broker-1' }, [
      { node: 'node of host-2', container: 'app' },
      { node: 'node of host-1', container: 'b' },
      { node: 'another', container: '0123456789abcdef' },
    ]);
    expect(await placesIn(spread, 'clients', engines)).toEqual({
      members: ['app', 'container 0123456789ab on node another', 'kafka-broker-1'],
      keptOn: [],
    });
  });

  test('is waited for until the places of containers that were just removed are given up', async () => {
    const gone = { node: 'node of host-3', container: 'removed' };
    const engines = enginesOf({}, [gone], []);
    expect(await placesIn(spread, 'clients', engines)).toEqual({ members: [], keptOn: [] });
  });

  test('is told with the host whose engine keeps it for a container that is gone', async () => {
    const engines = enginesOf({}, [{ node: 'node of host-3', container: 'removed' }]);
    expect(await placesIn(spread, 'clients', engines, AT_ONCE)).toEqual({ members: [], keptOn: ['host-3'] });
  });

  test('is in use by who is in it on another host, whatever its own engine has put there', async () => {
    const network = { name: 'kafka-clients', id: 'clients', driver: 'overlay' };
    const own = { engine: {} as never, placement: { address: '10.0.0.1' } };
    const engines = enginesOf({ 'host-2/app': 'app' }, [{ node: 'node of host-2', container: 'app' }]);
    expect((await usersOf(spread, { ...network, ...own }, engines)).map(showInUse)).toEqual([
      'kafka-clients (in use by app)',
    ]);
    expect(await usersOf(spread, { ...network, ...own }, enginesOf({}, []))).toEqual([]);
    expect(showInUse({ name: 'kafka-clients', by: [], keptOn: ['host-3'] })).toBe(
      'kafka-clients (kept by the engine of host-3 for a container that is gone)',
    );
  });
});

describe('A container that is to go', () => {
  const started: string[] = [];
  const engineWith = (state: object | undefined, failures = 0): Docker =>
    ({
      getContainer: (id: string) => ({
        inspect: () => (state === undefined ? isMissing() : Promise.resolve({ Name: `/${id}`, State: state })),
        start: () => {
          started.push(id);
          return started.length > failures ? Promise.resolve() : isMissing();
        },
      }),
    }) as unknown as Docker;
  beforeEach(() => {
    started.length = 0;
  });

  test('is started until it has its networks, where its last start failed for want of one', async () => {
    const state = { Running: false, Error: 'network b3nk72sbp6y0 not found' };
    await startForItsPlace(engineWith(state, 1), 'kafka-broker-1');
    expect(started).toEqual(['kafka-broker-1', 'kafka-broker-1']);
  });

  test.each([
    ['runs', { Running: true, Error: '' }],
    ['was stopped', { Running: false, Error: '' }],
    ['failed otherwise', { Running: false, Error: 'port is already allocated' }],
    ['is gone', undefined],
  ])('is left alone when it %s', async (_, state) => {
    await startForItsPlace(engineWith(state), 'kafka-broker-1');
    expect(started).toEqual([]);
  });
});
