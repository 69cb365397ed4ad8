import { counted } from '../../model/formats/counted';
import { Duration } from '../../model/units/duration';
import { patient } from '../../runtime/patience';
import { pause } from '../../runtime/wait';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { awaitHealthyCluster } from '../context/cluster-health';
import type { Check, PartialResult } from '../context/check';
import { metadataProofOf } from '../metadata/metadata-proofs';
import { disconnectServer, killServer, pauseServer, stopServer, type Outage } from '../disruptions/outage';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { DeliveryScenario } from '../workload/delivery-scenario';

const NAME = 'soak';

/** A fault begins this often, unless the cluster takes longer to become whole again. */
const EVERY_MS = 15_000;
/** How long a server is away, at least and at most: on either side of the usual sessions. */
const AWAY_MS = { least: 2_000, most: 12_000 } as const;

const WAYS = {
  killed: killServer,
  stopped: stopServer,
  paused: pauseServer,
  'cut off from the other servers': (proof: ProofContext, container: string) =>
    disconnectServer(proof, container, proof.manifest.networks.backplane),
} satisfies Record<string, (proof: ProofContext, container: string) => Promise<Outage>>;

/** One fault of the soak. */
export interface SoakFault {
  readonly container: string;
  readonly done: keyof typeof WAYS;
  readonly awayMs: number;
}

/** Metadata servers that may be hit. One alone is left alone: with it everything would stop, which is another check's business. */
function spareNodes({
  metadata: { servers },
}: Pick<ClusterManifest, 'metadata'>): ClusterManifest['metadata']['servers'] {
  return servers.length < 3 ? [] : servers;
}

/** The next fault that follows from random numbers in [0, 1): one server, of either kind, in one of the ways. */
export function nextFault(cluster: Pick<ClusterManifest, 'brokers' | 'metadata'>, random: () => number): SoakFault {
  const servers = [...cluster.brokers, ...spareNodes(cluster)].map(({ container }) => container);
  const pick = <T>(among: readonly T[]): T | undefined => among[Math.floor(random() * among.length)];
  return {
    container: pick(servers) ?? '',
    done: pick(Object.keys(WAYS) as (keyof typeof WAYS)[]) ?? 'killed',
    awayMs: Math.round(AWAY_MS.least + random() * (AWAY_MS.most - AWAY_MS.least)),
  };
}

async function work(scenario: DeliveryScenario): Promise<PartialResult> {
  const { proof } = scenario;
  const { manifest, random, seed, signal, soakMs, timeline } = proof;
  const end = Date.now() + soakMs;
  const nodes = spareNodes(manifest).length;
  const made: SoakFault[] = [];
  while (Date.now() < end) {
    const due = Date.now() + EVERY_MS;
    const fault = nextFault(manifest, random);
    const { container, done, awayMs } = fault;
    made.push(fault);
    proof.say(`seed ${seed}, fault ${made.length}: ${container} ${done} for ${awayMs} ms`);
    const ended = timeline.fault(NAME, `${container} ${done}`);
    const outage = await WAYS[done](proof, container);
    await pause(Duration.milliseconds(awayMs), signal, 'a soak');
    await outage.end();
    ended();
    // A second fault while the first one still hurts would be two at once, which nothing is promised for.
    await promised(awaitHealthyCluster(proof, patient(120)));
    if (nodes > 0) {
      await metadataProofOf(manifest).awaitServing(proof, nodes);
    }
    await pause(Duration.milliseconds(Math.max(0, Math.min(due, end) - Date.now())), signal, 'a soak');
  }
  await scenario.awaitFlow(Date.now());
  return {
    violations: [],
    evidence: [
      `seed ${seed}: ${counted(made.length, 'fault')}, ${made.map(({ container, done }) => `${container} ${done}`).join(', ')}`,
    ],
    figures: { faults: made.length },
  };
}

export const soak: Check = {
  name: NAME,
  promise: 'random faults of single servers, one after the other, lose, repeat and reorder nothing',
  needs: ['fault', 'topic', 'container', 'internal', 'soak'],
  claim: 'prepares',
  run: (proof) => DeliveryScenario.run(proof, NAME, work),
};
