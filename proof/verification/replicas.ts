import { posix } from 'node:path';
import type { Violation } from '../../model/violation';
import { verifyDelivery, type Send } from './delivery-verifier';
import { violationsByKind } from './delivery-violations';
import type { ProofContext } from '../context/proof-context';
import { parseDump, type Difference, type ReplicaLog } from './replica-log';
import { REPLICAS, type Segment } from '../context/toolbox';

/** Bytes of logs that are dumped at once: as text they are some five times as long, and must fit into one string. */
const AT_ONCE = 32 * 1_024 * 1_024;

/** A difference between two replicas as a violation. */
export function differenceViolation({ topic, partition, brokers, what }: Difference): Violation {
  return {
    code: 'ReplicasDiffer',
    subject: `topic ${topic}, partition ${partition}, brokers ${brokers.join(' and ')}`,
    rule: 'must hold the same records',
    value: what,
    remedy: 'look at the brokers’ logs (docker logs) for truncations, and keep the volumes',
  };
}

/** What `kafka-dump-log` says about every replica of the topics. */
export async function dump(
  proof: ProofContext,
  topics: readonly string[],
  options: readonly string[],
): Promise<ReplicaLog[]> {
  const toolbox = await proof.toolbox();
  const logs: ReplicaLog[] = [];
  for (const portion of inPortions(await toolbox.segments(topics))) {
    const files = portion.map(({ path }) => path).join(',');
    logs.push(...parseDump(await toolbox.kafka('kafka-dump-log', [...options, '--files', files], '120s'), REPLICAS));
  }
  return logs;
}

/** Segments, in their order, in portions of so many bytes at most; a log stands in one portion, be it larger or not. */
export function inPortions(segments: readonly Segment[], most = AT_ONCE): Segment[][] {
  const portions: Segment[][] = [];
  let [bytes, log] = [0, ''];
  for (const segment of segments) {
    const own = posix.dirname(segment.path);
    const current = portions.at(-1);
    if (current === undefined || (own !== log && bytes + segment.bytes > most)) {
      portions.push([segment]);
      bytes = 0;
    } else {
      current.push(segment);
    }
    [bytes, log] = [bytes + segment.bytes, own];
  }
  return portions;
}

/** Every acknowledged record must be in the log of every replica. */
export function onEveryReplica(
  sends: readonly Send[],
  logs: readonly ReplicaLog[],
  topic: { readonly name: string; readonly replicationFactor: number },
): Violation[] {
  const partitions = [...new Set(sends.map(({ partition }) => partition))];
  return partitions.flatMap((partition): Violation[] => {
    const replicas = logs.filter((log) => log.topic === topic.name && log.partition === partition);
    const subject = `topic ${topic.name}, partition ${partition}`;
    const own = sends.filter((send) => send.partition === partition);
    const missing: Violation[] =
      replicas.length === topic.replicationFactor
        ? []
        : [
            {
              code: 'ReplicaMissing',
              subject,
              rule: `must have a log on ${topic.replicationFactor} brokers`,
              value: replicas.map(({ broker }) => broker).join(', ') || 'none',
              remedy: 'look at the brokers’ logs (docker logs)',
            },
          ];
    return [
      ...missing,
      ...replicas.flatMap(({ broker, records }) =>
        violationsByKind(verifyDelivery(own, records).violations, `${subject}, on broker ${broker}`),
      ),
    ];
  });
}
