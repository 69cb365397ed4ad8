import type { Admin } from 'kafkajs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { MINIMUM } from '../../model/moving/minimum-in-sync';
import { hostNameOf, hostsOf } from '../../model/placement/placement';
import type { Violation } from '../../model/violation';
import { viewPartitions, type PartitionView } from '../../runtime/kafka/cluster-view';
import { topicSettings } from '../../runtime/kafka/resource-settings';
import { patient } from '../../runtime/patience';
import { resultOf, type Check, type CheckResult, type PartialResult } from '../context/check';
import type { ProofContext } from '../context/proof-context';
import { clocksInWords, type HostClock, largestSkew, readClock, skewViolations } from '../host/host-clocks';
import { HOST_DISRUPTIONS, HOSTS_LOST, loseHost } from '../host/host-loss';
import { placementViolations } from '../host/host-placement';
import { serversByHost, type HostServers } from '../host/host-servers';
import { isIgnored } from '../verification/ignored';
import { DeliveryScenario } from '../workload/delivery-scenario';

const NAME = 'host';

async function run(proof: ProofContext): Promise<CheckResult> {
  const { manifest } = proof;
  const hosts = serversByHost(manifest);
  const clocks = await readClocks(proof);
  const skew = largestSkew(clocks);
  const seen: Required<Pick<CheckResult, 'evidence' | 'figures'>> = {
    evidence: [
      ...hosts.map(({ name, containers }) => `host ${name}: ${containers.join(', ')}`),
      ...(clocks.length > 0 ? [clocksInWords(clocks)] : []),
    ],
    figures: skew === undefined ? {} : { clockSkewMs: skew.apartMs, clockSkewErrorMs: skew.errorMs },
  };
  // What can't be kept is said before anything is hurt for it.
  const violations = [...skewViolations(clocks), ...(await placedViolations(proof, hosts))];
  if (violations.length > 0) {
    return resultOf(violations, seen.evidence, seen.figures);
  }
  return await DeliveryScenario.run(proof, NAME, async (scenario) => {
    const { evidence, figures, ...rest } = await loseHosts(scenario, hosts);
    return { ...rest, evidence: [...seen.evidence, ...evidence], figures: { ...seen.figures, ...figures } };
  });
}

/** Has hosts lost by each way, one after the other. */
async function loseHosts(scenario: DeliveryScenario, hosts: readonly HostServers[]): Promise<PartialResult> {
  // Once more with the topics of the scenario, whose copies Kafka has placed by the racks alone.
  const violations = await placedViolations(scenario.proof, hosts);
  if (violations.length > 0) {
    return { violations, evidence: [] };
  }
  const evidence: string[] = [];
  const figures: Record<string, number> = {};
  for (const disruption of HOST_DISRUPTIONS) {
    let former: HostServers | undefined;
    for (let number = 1; number <= HOSTS_LOST; number += 1) {
      const loss = await loseHost(scenario, hosts, disruption, former);
      const name = `${disruption.name}${number === 1 ? '' : number}`;
      evidence.push(loss.evidence);
      figures[`${name}StallMs`] = loss.stall.java;
      figures[`${name}KafkajsStallMs`] = loss.stall.kafkajs;
      figures[`${name}TakeoverMs`] = loss.takeoverMs;
      figures[`${name}WholeAgainMs`] = loss.wholeAgainMs;
      former = loss.host;
    }
  }
  return { violations: [], evidence, figures };
}

async function readClocks({ engines, manifest }: ProofContext): Promise<readonly HostClock[]> {
  const clocks = hostsOf(manifest).map((host) => readClock(engines.at(host), hostNameOf(host)));
  return (await Promise.all(clocks)).filter((clock) => clock !== undefined);
}

/** What is wrong with where servers, and copies of what this cluster answers for, are. */
async function placedViolations(
  { admin, manifest, signal }: ProofContext,
  hosts: readonly HostServers[],
): Promise<readonly Violation[]> {
  const partitions = judged(manifest, await viewPartitions(admin));
  const topics = [...new Set(partitions.map(({ topic }) => topic))];
  return placementViolations({ hosts, partitions, minInsync: await minInsyncOf(admin, topics, signal) });
}

/** Partitions without those that others answer for, and single copies that are meant. */
export const judged = (
  manifest: Pick<ClusterManifest, 'topics' | 'ignored'>,
  partitions: readonly PartitionView[],
): readonly PartitionView[] =>
  partitions.filter(
    ({ topic, replicas }) =>
      !isIgnored(manifest, 'topic', topic) &&
      !(
        replicas.length === 1 &&
        manifest.topics.some(({ name, allowed }) => name === topic && allowed.includes('SingleReplica'))
      ),
  );

async function minInsyncOf(
  admin: Admin,
  topics: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const wait = { within: patient(15), awaiting: 'the topics’ configuration', signal };
  const found = await topicSettings(admin, topics, [MINIMUM], wait);
  return new Map([...found].map(([topic, settings]) => [topic, Number(settings.get(MINIMUM)?.configValue ?? 1)]));
}

export const host: Check = {
  name: NAME,
  promise:
    'a host of several is lost without loss: when all of its servers are killed, cut off from the other hosts or paused for longer than their sessions, those of ' +
    'other hosts take over, and no acknowledged record is lost, none is stored twice or out of order; the hosts’ clocks agree',
  needs: ['fault', 'topic', 'container', 'internal', 'hosts'],
  claim: 'prepares',
  run,
};
