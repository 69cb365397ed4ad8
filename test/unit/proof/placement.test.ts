import type Docker from 'dockerode';
import type { Admin } from 'kafkajs';
import type { ClusterManifest } from '../../../model/manifest/manifest';
import { Duration } from '../../../model/units/duration';
import { openPortViolations } from '../../../proof/auth-matrix/open-ports';
import { CleanupStack } from '../../../proof/context/cleanup-stack';
import { awaitHealthyCluster } from '../../../proof/context/cluster-health';
import type { ProofContext } from '../../../proof/context/proof-context';
import { disconnectServer, killServer, pauseServer, stopServer } from '../../../proof/disruptions/outage';
import { Relay } from '../../../runtime/toolbox/relay';
import { Toolbox } from '../../../runtime/toolbox/toolbox';
import { segmentsOf } from '../../../proof/workload/replica-dump';
import { readIdentityFiles } from '../../../runtime/credentials/identity-files';
import { Engines } from '../../../runtime/engine/engines';
import { manifest as declared } from '../fixtures/manifest';

/** The second of three brokers runs on an engine of its own. */
const OTHER = { engine: 'tcp://kafka-b:2376', address: '10.0.0.2' };
const MOVED = 'kafka-broker-2';
const manifest: ClusterManifest = { ...declared, placements: { [MOVED]: OTHER } };
const signal = new AbortController().signal;

/** Two engines that write down what they are asked for, as `own kill kafka-broker-1`. */
function twoEngines(): { readonly engines: Engines; readonly asked: string[] } {
  const asked: string[] = [];
  const engineAt = (at: string): Docker => {
    const note = (what: string): Promise<void> => {
      asked.push(`${at} ${what}`);
      return Promise.resolve();
    };
    const container = (name: string): unknown => ({
      id: name,
      inspect: async () => {
        await note(`inspect ${name}`);
        return {
          Id: 'id',
          Config: { User: 'appuser' },
          State: { Running: true, Paused: false },
          Mounts: [{ Destination: '/var/lib/kafka/data', Name: `${name}-data` }],
          NetworkSettings: { Networks: { 'kafka-clients': { IPAddress: '172.18.0.2', Aliases: [] } } },
        };
      },
      kill: () => note(`kill ${name}`),
      stop: () => note(`stop ${name}`),
      pause: () => note(`pause ${name}`),
      start: () => note(`start ${name}`),
      remove: () => note(`remove ${name}`),
      exec: () => note(`exec ${name}`).then(() => Promise.reject(Object.assign(new Error(), { statusCode: 409 }))),
      getArchive: () => note(`read ${name}`).then(() => Promise.reject(new Error('read enough'))),
    });
    return {
      getContainer: container,
      createContainer: async ({ HostConfig }: Docker.ContainerCreateOptions) => {
        const sources = (HostConfig?.Mounts ?? []).map(({ Source }) => Source);
        await note(`create ${[HostConfig?.NetworkMode, ...sources].join(' ')}`);
        return container('helper');
      },
      listContainers: () => note('list').then(() => []),
      getVolume: (name: string) => ({ inspect: () => note(`volume ${name}`) }),
      getNetwork: (name: string) => ({ disconnect: () => note(`disconnect ${name}`) }),
    } as unknown as Docker;
  };
  return { asked, engines: new Engines(manifest, ({ engine }) => engineAt(engine === undefined ? 'own' : 'other')) };
}

const claim = (): Promise<void> => Promise.resolve();

const acts = (asked: readonly string[]): readonly string[] => asked.filter((line) => !/ (inspect|list)/.test(line));

test.each([
  ['killed', 'kill', killServer],
  ['stopped', 'stop', stopServer],
  ['paused', 'pause', pauseServer],
] as const)('a server is %s on the engine that runs it', async (_, verb, disrupt) => {
  const { engines, asked } = twoEngines();
  const environment = { engines, manifest, cleanup: new CleanupStack(), claim };
  await disrupt(environment, MOVED);
  await disrupt(environment, 'kafka-broker-1');
  expect(acts(asked)).toEqual([`other ${verb} ${MOVED}`, `own ${verb} kafka-broker-1`]);
  expect(asked).not.toContain(`own inspect ${MOVED}`);
});

test('a server is taken out of a network of its engine', async () => {
  const { engines, asked } = twoEngines();
  await disconnectServer({ engines, manifest, cleanup: new CleanupStack(), claim }, MOVED, 'kafka-clients');
  expect(acts(asked)).toEqual(['other disconnect kafka-clients']);
});

test('a server’s sockets, and its network, are looked at on its engine', async () => {
  const { engines, asked } = twoEngines();
  await openPortViolations(engines, MOVED, new Set());
  const removals: (() => Promise<void>)[] = [];
  await Relay.inNetworkOf(MOVED, engines, manifest, (remove) => removals.push(remove));
  await removals[0]?.();
  expect(acts(asked)).toEqual([
    `other exec ${MOVED}`,
    `other create container:${MOVED}`,
    'other start helper',
    'other remove helper',
  ]);
});

test('whether brokers live is asked of each one’s engine', async () => {
  const { engines, asked } = twoEngines();
  const admin: Partial<Admin> = {
    describeCluster: () =>
      Promise.resolve({
        brokers: manifest.brokers.map(({ id }) => ({ nodeId: id, host: 'h', port: 1 })),
        controller: 1,
        clusterId: 'c',
      }),
    fetchTopicMetadata: () => Promise.resolve({ topics: [] }),
    describeConfigs: () => Promise.resolve({ resources: [], throttleTime: 0 }),
  };
  await awaitHealthyCluster(
    { admin, engines, manifest: { ...manifest, topics: [] }, signal } as unknown as ProofContext,
    Duration.seconds(5),
  );
  expect(asked.toSorted()).toEqual([
    `other inspect ${MOVED}`,
    'own inspect kafka-broker-1',
    'own inspect kafka-broker-3',
  ]);
});

test('each engine’s toolbox sees the logs of the brokers that run there', async () => {
  const { engines, asked } = twoEngines();
  const environment = { engines, manifest, clients: '', signal, lifetimeSeconds: 1, role: 'proof' as const };
  await Toolbox.start({ ...environment, engine: engines.own }, () => undefined);
  await Toolbox.start({ ...environment, engine: engines.of(MOVED) }, () => undefined);
  expect(asked.filter((line) => line.includes('create'))).toEqual([
    'own create kafka-clients kafka-broker-1-data kafka-broker-3-data',
    `other create kafka-clients ${MOVED}-data`,
  ]);
});

test('replicas’ logs are gathered from every engine that runs a broker', async () => {
  const { engines } = twoEngines();
  const log = (broker: number): string => `7 /replicas/${broker}/orders-0/00000000000000000000.log\n`;
  const toolbox = (engine?: Docker): Promise<Toolbox> => {
    const stdout = engine === engines.own ? log(1) + log(3) : log(2);
    return Promise.resolve({ run: () => Promise.resolve({ stdout }) } as unknown as Toolbox);
  };
  const segments = await segmentsOf({ engines, manifest, toolbox } as ProofContext, ['orders']);
  expect(segments.map(({ broker }) => broker)).toEqual([1, 3, 2]);
});

test('an identity is read where its volume is: a server’s beside the server, users’ on the cluster’s own engine', async () => {
  const { engines, asked } = twoEngines();
  const identities = [`${MOVED}-secrets`, 'kafka-broker-1-secrets', 'kafka-identities'].map((volume) => ({
    ...{ volume, name: volume, role: 'broker' as const, folder: '' },
  }));
  await expect(readIdentityFiles(engines, manifest, identities)).rejects.toThrow('read enough');
  expect(asked.filter((line) => line.includes(' create '))).toEqual([
    'own create none kafka-broker-1-secrets kafka-identities',
    `other create none ${MOVED}-secrets`,
  ]);
});
