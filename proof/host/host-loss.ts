import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames } from '../../model/names/names';
import { Duration } from '../../model/units/duration';
import { patient } from '../../runtime/patience';
import { pause, until } from '../../runtime/wait';
import { viewCluster, viewPartitions, type PartitionView } from '../../runtime/kafka/cluster-view';
import { awaitHealthyCluster } from '../context/cluster-health';
import { seconds } from '../context/check';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { settleAll } from '../context/settle-all';
import { endpointsOf } from '../disruptions/network-endpoint';
import { disconnectServer, killServer, pauseServer, type Outage } from '../disruptions/outage';
import { metadataProofOf } from '../metadata/metadata-proofs';
import { connectObserver, controllerOf, inWords, type Server } from '../takeover/takeover';
import type { DeliveryScenario, Stall } from '../workload/delivery-scenario';
import { hasCopyElsewhere } from './host-placement';
import { hostToLose, type HostServers } from './host-servers';

/** A way to take away all servers of a host at once. */
export interface HostDisruption {
  /** What the figures' names begin with. */
  readonly name: string;
  /** What was done, as in `host kafka-b killed`. */
  readonly done: string;
  /** Takes one of its servers away. */
  readonly apply: (proof: ProofContext, container: string) => Promise<Outage>;
}

export const HOST_DISRUPTIONS: readonly HostDisruption[] = [
  { name: 'hostKilled', done: 'killed', apply: killServer },
  { name: 'hostCutOff', done: 'cut off from the other hosts', apply: cutOffServer },
  { name: 'hostPaused', done: 'paused', apply: pauseServer },
];

/** Hosts that are lost by each way, one after the other: the metadata's leader is on the first, the controller or most leaders on the next. */
export const HOSTS_LOST = 2;

/** How a host was lost. */
export interface HostLoss {
  readonly host: HostServers;
  /** In the partitions that its brokers led. */
  readonly stall: Stall;
  /** From the disruption to leaders and a controller on other hosts, milliseconds. */
  readonly takeoverMs: number;
  /** From its return until every replica was in sync, milliseconds. */
  readonly wholeAgainMs: number;
  readonly evidence: string;
}

/** How long others may take once all sessions of the silent host have ended. */
const TAKEOVER_SECONDS = 20;
/** However short the session is. */
const LEAST_TAKEOVER_SECONDS = 60;

/** Sessions begin anew with another leader of the metadata: two of them may have to pass. */
const takeoverSpan = ({ brokerSessionSeconds = 0 }: Pick<ClusterManifest, 'brokerSessionSeconds'>): Duration =>
  patient(Math.max(LEAST_TAKEOVER_SECONDS, TAKEOVER_SECONDS + 2 * brokerSessionSeconds));

/** From every network that it shares with other hosts. At published ports clients of other machines still reach it, and it takes itself for what it was. */
async function cutOffServer(proof: ProofContext, container: string): Promise<Outage> {
  const { published } = new ClusterNames(proof.manifest.name);
  const networks = (await endpointsOf(proof.engines, container)).map(({ network }) => network);
  return await disconnectServer(proof, container, ...networks.filter((network) => network !== published));
}

/** Takes all servers of a host away at once, sees those of other hosts take over and the producers go on, and brings it back until all is in sync. */
export async function loseHost(
  scenario: DeliveryScenario,
  hosts: readonly HostServers[],
  disruption: HostDisruption,
  former: HostServers | undefined,
): Promise<HostLoss> {
  const { proof, check } = scenario;
  const { admin, manifest, signal, timeline } = proof;
  const store = metadataProofOf(manifest);
  const before = await viewPartitions(admin);
  const view = await viewCluster(admin);
  const metadata = await until(() => store.leader(proof), {
    within: patient(30),
    awaiting: 'a leader of the metadata',
    signal,
  });
  const controller = await controllerOf(proof, view.controller, [...view.brokers.values()]);
  const partitions = before.map(({ leader }) => leader);
  const host = hostToLose(hosts, { metadata, controller, partitions }, former);
  if (host === undefined) {
    throw new Error('no host has a server');
  }
  const others = [...view.brokers].flatMap(([id, address]) => (host.brokers.includes(id) ? [] : [address]));
  const { observer, disconnect } = await connectObserver(proof, others);
  const what = inWordsOf(host, { metadata, controller });

  proof.say(`${what} is to be ${disruption.done}`);
  const from = Date.now();
  const ended = timeline.fault(check, `host ${host.name} ${disruption.done}`);
  const outages = await settleAll(host.containers.map((container) => disruption.apply(proof, container)));
  const next = await promised(
    until(
      async () => {
        const { controller: broker, brokers } = await viewCluster(observer);
        const gone = !host.brokers.some((id) => brokers.has(id));
        const successor = gone ? await controllerOf(proof, broker, others) : null;
        return (
          isElsewhere(successor, host) && isLedElsewhere(before, await viewPartitions(observer), host) && { successor }
        );
      },
      {
        within: takeoverSpan(manifest),
        awaiting: `other hosts to take over from ${host.name}`,
        every: Duration.milliseconds(100),
        signal,
      },
    ),
  );
  const takeoverMs = Date.now() - from;
  await disconnect();
  proof.say(`host ${host.name} is replaced after ${seconds(takeoverMs)}; waiting for the producers`);
  await scenario.awaitJavaFlow(Date.now());
  await pause(Duration.milliseconds(proof.durationMs), signal, `host ${host.name} ${disruption.done}`);
  await scenario.awaitJavaFlow(Date.now());

  proof.say(`host ${host.name} comes back`);
  await settleAll(outages.map(({ end }) => end()));
  ended();
  const back = Date.now();
  await promised(awaitHealthyCluster(proof, patient(120)));
  await store.awaitServing(proof, manifest.metadata.servers.length);
  const wholeAgainMs = Date.now() - back;
  await scenario.awaitFlow(Date.now());
  const stall = scenario.stall(
    before.filter(({ leader }) => host.brokers.includes(leader)),
    from,
    Date.now(),
  );
  return {
    ...{ host, stall, takeoverMs, wholeAgainMs },
    evidence:
      `${what} ${disruption.done}: servers of other hosts led every partition after ${seconds(takeoverMs)}, controller now ${inWords(next.successor)}` +
      `, producers stalled ${seconds(stall.kafkajs)} (kafkajs) and ${seconds(stall.java)} (Kafka’s own); whole again ${seconds(wholeAgainMs)} after its return`,
  };
}

const isElsewhere = (server: Server | null, { brokers, containers }: HostServers): server is Server =>
  server !== null && !(typeof server === 'number' ? brokers.includes(server) : containers.includes(server));

/** Whether each partition that has a copy on another host is led there, by one that is in sync. */
export function isLedElsewhere(
  before: readonly PartitionView[],
  now: readonly PartitionView[],
  host: HostServers,
): boolean {
  const leads = new Set(
    now
      .filter(({ leader, isr }) => isr.includes(leader) && !host.brokers.includes(leader))
      .map(({ topic, partition }) => `${topic}-${partition}`),
  );
  return before
    .filter((partition) => hasCopyElsewhere(partition, host))
    .every(({ topic, partition }) => leads.has(`${topic}-${partition}`));
}

/** A host, and what of its servers counts. */
function inWordsOf(
  { name, brokers, containers }: HostServers,
  { metadata, controller }: { readonly metadata: string; readonly controller: Server | null },
): string {
  const roles = [
    `${containers.length} servers`,
    ...(containers.includes(metadata) ? [`${metadata} leads the metadata`] : []),
    ...(typeof controller === 'number' && brokers.includes(controller)
      ? [`broker ${controller} is the controller`]
      : []),
  ];
  return `host ${name} (${roles.join(', ')})`;
}
