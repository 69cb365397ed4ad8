import type { Fault } from '../constructs/private/fault';
import { judge, type Send } from './judge';
import { offenceFaults } from './offence-faults';
import type { Proof } from './proof';
import { parseDump, type Difference, type ReplicaLog } from './replica-log';
import { REPLICAS } from './toolbox';

/** A difference between two replicas as a fault. */
export function differenceFault({ topic, partition, brokers, what }: Difference): Fault {
  return {
    code: 'ReplicasDiffer',
    subject: `topic ${topic}, partition ${partition}, brokers ${brokers.join(' and ')}`,
    rule: 'must hold the same records',
    value: what,
    remedy: 'look at the brokers’ logs (docker logs) for truncations, and keep the volumes',
  };
}

/** What `kafka-dump-log` says about every replica of the topics. */
export async function dump(proof: Proof, topics: readonly string[], options: readonly string[]): Promise<ReplicaLog[]> {
  const toolbox = await proof.toolbox();
  const files = (await toolbox.segments(topics)).map(({ path }) => path);
  return files.length === 0
    ? []
    : parseDump(await toolbox.kafka('kafka-dump-log', [...options, '--files', files.join(',')], '120s'), REPLICAS);
}

/** Every acknowledged record must be in the log of every replica. */
export function onEveryReplica(
  sends: readonly Send[],
  logs: readonly ReplicaLog[],
  topic: { readonly name: string; readonly replicationFactor: number },
): Fault[] {
  const partitions = [...new Set(sends.map(({ partition }) => partition))];
  return partitions.flatMap((partition): Fault[] => {
    const replicas = logs.filter((log) => log.topic === topic.name && log.partition === partition);
    const subject = `topic ${topic.name}, partition ${partition}`;
    const own = sends.filter((send) => send.partition === partition);
    const missing: Fault[] =
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
        offenceFaults(judge(own, records).offences, `${subject}, on broker ${broker}`),
      ),
    ];
  });
}
