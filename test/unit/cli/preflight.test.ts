import { chooseLeftovers, knownContainers, type ListedContainer } from '../../../cli/preflight';
import { manifest } from '../fixtures/manifest';

const container = (name: string, role: string, State = 'running', Status = 'Up 2 minutes'): ListedContainer => ({
  ...{ Id: `id of ${name}`, Names: [`/${name}`], Labels: { 'cdktf-kafka.role': role }, State, Status, Created: 1000 },
});
const broker = container('kafka-broker-1', 'broker');
const zookeeper = container('kafka-zookeeper-1', 'zookeeper');
const chosen = (
  containers: readonly ListedContainer[],
  known: readonly string[],
  since?: number,
): readonly (string | undefined)[] =>
  chooseLeftovers(manifest, containers, new Set(known), since).map(({ Names }) => Names[0]);
/** When the deployment began that was cut off: just before the containers were made. */
const BEFORE = 1_000_000;

describe('What an interrupted deployment left behind', () => {
  test('is what it made and did not write down, running or not', () => {
    const created = container('kafka-broker-2', 'broker', 'created', 'Created');
    expect(chosen([broker, created, zookeeper], ['kafka-zookeeper-1'], BEFORE)).toEqual([
      '/kafka-broker-1',
      '/kafka-broker-2',
    ]);
  });

  test('is also a step that has failed, once, whether it was written down or not', () => {
    const failed = container('kafka-keytool', 'keytool', 'exited', 'Exited (3) 1 minute ago');
    const done = container('kafka-configure', 'configure', 'exited', 'Exited (0) 1 minute ago');
    expect(chosen([failed, done], ['kafka-keytool', 'kafka-configure'])).toEqual(['/kafka-keytool']);
    expect(chosen([failed, done], ['kafka-configure'])).toEqual(['/kafka-keytool']);
  });

  test('is also what it made in the place of a container that somebody had removed, and that the state still knows', () => {
    const names = new Set(['kafka-broker-1', 'kafka-zookeeper-1', 'kafka-broker-3']);
    const known = (ids: Readonly<Record<string, string>>, since = 1_000_400): readonly string[] => [
      ...knownContainers(names, [broker, zookeeper], { ids: new Map(Object.entries(ids)), since }),
    ];
    expect(known({ 'kafka-broker-1': 'removed', 'kafka-zookeeper-1': zookeeper.Id, 'kafka-broker-3': 'gone' })).toEqual(
      ['kafka-zookeeper-1', 'kafka-broker-3'],
    );
    expect(known({})).toEqual([...names]);
    // Older than the deployment that was cut off: the state is one of before.
    expect(known({ 'kafka-broker-1': 'removed' }, 1_001_000)).toEqual([...names]);
  });

  test('is no helper container', () => {
    expect(chosen([container('helper', 'proof'), container('other', 'fetch')], [], BEFORE)).toEqual([]);
  });

  test('where no deployment was cut off, is what does not run', () => {
    const exited = container('kafka-broker-2', 'broker', 'exited', 'Exited (137) 1 hour ago');
    expect(chosen([broker, exited], ['kafka-broker-1'])).toEqual(['/kafka-broker-2']);
  });

  test.each(['running', 'restarting', 'paused'])(
    'fails to be told when no deployment was cut off and a server that no state knows is %s',
    (state) => {
      const unknown = container('kafka-broker-2', 'broker', state);
      expect(() => chosen([broker, unknown], ['kafka-broker-1'])).toThrow(
        /^\[ServersUnknown\] cluster kafka: .*, got kafka-broker-2; bring the state back.*docker rm -f kafka-broker-2$/,
      );
    },
  );

  test('fails to be told when servers that no state knows run for longer than since the deployment that was cut off', () => {
    const stopped = container('kafka-broker-2', 'broker', 'exited', 'Exited (137) 1 hour ago');
    expect(() => chosen([broker, zookeeper, stopped], [], BEFORE + 60_000)).toThrow(
      /^\[ServersUnknown\] .*, got kafka-broker-1, kafka-zookeeper-1; bring the state back/,
    );
  });
});
