import type { Admin, Kafka } from 'kafkajs';
import { Duration } from '../../../model/units/duration';
import { verifyDelivery } from '../../../proof/verification/delivery-verifier';
import { Load } from '../../../proof/workload/load';
import { isWhole, viewPartitions } from '../../../runtime/kafka/cluster-view';
import { until } from '../../../runtime/wait';
import { recordsOf } from './records';

const PARTITIONS = 3;

/** What became of a topic that was written to all the while. */
export interface LoadOutcome {
  /** What was seen of partitions that had fewer than two replicas in sync: nothing, if all goes well. */
  readonly belowTwo: readonly string[];
  readonly verdict: ReturnType<typeof verifyDelivery>;
}

/** Has idempotent and plain producers send to a new topic with three replicas, two of which must acknowledge, while `work` is done. */
export async function loadDuring(
  cluster: { readonly kafka: Kafka; readonly admin: Admin },
  topic: string,
  work: () => Promise<void>,
): Promise<LoadOutcome> {
  const { kafka, admin } = cluster;
  const configEntries = [{ name: 'min.insync.replicas', value: '2' }];
  await admin.createTopics({
    // kafkajs takes a broker that has yet to be told of the topic for one that refuses.
    waitForLeaders: false,
    topics: [{ topic, numPartitions: PARTITIONS, replicationFactor: 3, configEntries }],
  });
  const whole = async (): Promise<boolean> => {
    const views = await viewPartitions(admin, [topic]);
    return views.length === PARTITIONS && views.every(isWhole);
  };
  await until(whole, { within: Duration.seconds(60), awaiting: `${topic} on all brokers` });
  const load = new Load(kafka, topic, PARTITIONS);
  const belowTwo: string[] = [];
  const watching = new AbortController();
  const watched = (async (): Promise<void> => {
    while (!watching.signal.aborted) {
      const views = await until(() => viewPartitions(admin, [topic]), {
        // Brokers that have died with their host are asked, too, and some of them answer nothing.
        within: Duration.minutes(2),
        awaiting: 'an answer',
      });
      belowTwo.push(
        ...views
          .filter(({ isr }) => isr.length < 2)
          .map(({ partition, leader, isr }) => {
            const inSync = isr.join(', ');
            return `${new Date().toISOString()}: ${topic}-${partition} led by ${leader}, in sync: ${inSync}`;
          }),
      );
    }
  })();
  try {
    await work();
  } finally {
    watching.abort();
    await watched;
    await load.stop();
  }
  // Who begins now may have to come in elsewhere.
  const verdict = verifyDelivery(load.sends, await recordsOf(cluster.kafka, topic));
  return { belowTwo, verdict };
}
