import { patient } from '../../runtime/patience';
import { OperationError, type Violation } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import type { Toolbox } from '../../runtime/toolbox/toolbox';
import { runJava } from '../toolbox/tool-process';
import type { Read } from '../verification/delivery-verifier';
import { TEXT } from './java-reader';
import type { Range } from './topic-ranges';

/** Fewer than it reads on a machine that is busy. */
const RECORDS_A_SECOND = 2_000;

/**
 * Reads whole partitions of topics with Kafka's Java client, which takes them by `assign`: no group decides for it what to skip or to
 * repeat. One JVM reads all of them, since most of what a reader takes is its start. It ends in order also when it was too slow: that it
 * came to the end is seen from what it read.
 *
 * @throws OperationError when it did not come to the end of a partition, so that what it lacks says nothing
 */
export async function readTopics(
  toolbox: Toolbox,
  manifest: ClusterManifest,
  topics: ReadonlyMap<string, readonly Range[]>,
): Promise<ReadonlyMap<string, readonly Read[]>> {
  const wanted = [...topics].flatMap(([topic, ranges]) =>
    ranges.flatMap((range) => (range.high > range.low ? [{ topic, range }] : [])),
  );
  if (wanted.length === 0) {
    return new Map();
  }
  const administrator = administratorOf(manifest);
  const properties = await toolbox.propertiesOf(administrator, {
    'bootstrap.servers': internalBootstrap(manifest, administrator),
    'auto.offset.reset': 'earliest',
    'enable.auto.commit': 'false',
    ...TEXT,
  });
  const records = wanted.reduce((sum, { range: { low, high } }) => sum + high - low, 0);
  const output = await runJava(
    toolbox,
    'AssignedReader',
    [
      ...[properties, String(patient(20).milliseconds)],
      ...wanted.flatMap(({ topic, range: { partition, high } }) => [topic, String(partition), String(high)]),
    ],
    patient(90 + Math.ceil(records / RECORDS_A_SECOND)),
  );
  const reads = parseReads(output);
  OperationError.throwIfAny(
    wanted.flatMap(({ topic, range }) => incompleteViolations(`topic ${topic}`, range, reads.get(topic) ?? [])),
  );
  return reads;
}

/** The same of one topic. */
export async function readAll(
  toolbox: Toolbox,
  manifest: ClusterManifest,
  topic: string,
  ranges: readonly Range[],
): Promise<readonly Read[]> {
  return (await readTopics(toolbox, manifest, new Map([[topic, ranges]]))).get(topic) ?? [];
}

/** Whether a reader came to the end of a partition in which every offset is a record. */
export function incompleteViolations(subject: string, { partition, high }: Range, reads: readonly Read[]): Violation[] {
  const last = reads.reduce((most, read) => (read.partition === partition ? Math.max(most, read.offset) : most), -1);
  return last >= high - 1
    ? []
    : [readerIncomplete(`the reader of ${subject}, partition ${partition}`, `offset ${last} of ${high - 1}`)];
}

/** A reader that ran out of time: what it lacks may be there all the same. */
export function readerIncomplete(reader: string, value: string): Violation {
  return {
    code: 'ReaderIncomplete',
    subject: reader,
    rule: 'must come to the end before it can be said what is missing',
    value,
    remedy: 'run the proof again on a machine that is less busy',
  };
}

/** Records by their topic, of lines of `<topic>\t<partition>\t<offset>\t<value>`; a value may hold tabs itself. */
export function parseReads(output: string): ReadonlyMap<string, readonly Read[]> {
  const reads = new Map<string, Read[]>();
  for (const line of output.split('\n')) {
    const [topic = '', partition, offset, ...value] = line.split('\t');
    if (offset !== undefined) {
      const read = { partition: Number(partition), offset: Number(offset), value: value.join('\t') };
      const ofTopic = reads.get(topic);
      if (ofTopic === undefined) {
        reads.set(topic, [read]);
      } else {
        ofTopic.push(read);
      }
    }
  }
  return reads;
}
