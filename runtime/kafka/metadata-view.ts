import { ByteWriter } from '../protocol/bytes';
import type { FramedConnection } from '../protocol/framed-connection';
import { exchange, type RequestKind } from '../protocol/kafka-request';
import { askAnyBroker, type Asking } from './administrator-connection';
import { inOrder, type PartitionView } from './cluster-view';

/** The cluster and all of its partitions, as one broker's metadata shows them at one moment. */
export interface MetadataView {
  /** -1 for none; with KRaft any broker, since brokers name none of the controllers. */
  readonly controller: number;
  /** Advertised addresses. */
  readonly brokers: readonly string[];
  readonly partitions: readonly PartitionView[];
}

const METADATA: RequestKind = { key: 3, version: 9, flexible: true };

/**
 * Asks the brokers for their metadata, one after the other until one answers. kafkajs refuses an answer in which a single partition has no
 * leader, which is what one who looks after a cluster wants to be told.
 *
 * @param addresses `host:port` of each broker's listener for the administrator
 * @throws Refused when none answers
 */
export async function viewMetadata(asking: Asking, addresses: readonly string[]): Promise<MetadataView> {
  return await askAnyBroker(asking, addresses, describeMetadata, 'no broker tells of its metadata');
}

/** The metadata of all topics, as a broker that is connected to tells it. */
export async function describeMetadata(frames: FramedConnection): Promise<MetadataView> {
  // No list stands for all topics; none is to be made, and nobody's rights are asked for.
  const body = new ByteWriter().unsigned(0).int8(0).int8(0).int8(0).untagged();
  const answer = (await exchange(frames, 'cdktf-kafka', METADATA, body)).skip(4);
  const brokers = answer.compactArray(() => {
    const host = answer.skip(4).compactString();
    const address = `${host}:${answer.int32()}`;
    answer.nullableCompactString();
    answer.tagged();
    return address;
  });
  answer.nullableCompactString();
  const controller = answer.int32();
  const nodes = (): number[] => answer.compactArray(() => answer.int32());
  const topics = answer.compactArray(() => {
    // A topic with an error, as one that is just being deleted, comes without partitions.
    const topic = answer.skip(2).compactString();
    answer.skip(1);
    const partitions = answer.compactArray((): PartitionView => {
      // The error of a partition says no more than its leader of -1 does, or that a replica is away.
      const [partition, leader] = [answer.skip(2).int32(), answer.int32()];
      answer.skip(4);
      const view = { topic, partition, leader, replicas: nodes(), isr: nodes() };
      nodes();
      answer.tagged();
      return view;
    });
    answer.skip(4).tagged();
    return partitions;
  });
  return { controller, brokers, partitions: topics.flat().sort(inOrder) };
}
