import { patient } from '../../runtime/patience';
import { OperationError, type Violation } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import type { Read } from '../verification/delivery-verifier';
import type { Toolbox } from '../../runtime/toolbox/toolbox';
import type { Range } from './topic-ranges';

/** Fewer than it reads on a machine that is busy. */
const RECORDS_A_SECOND = 2_000;

/**
 * Reads whole partitions with Kafka's console consumer, which takes them by `assign`: no group decides for it what to skip or to
 * repeat. It ends in order also when it was too slow: that it came to the end is seen from what it read.
 *
 * @throws OperationError when it did not come to the end of a partition, so that what it lacks says nothing
 */
export async function readAll(
  toolbox: Toolbox,
  manifest: ClusterManifest,
  topic: string,
  ranges: readonly Range[],
): Promise<Read[]> {
  const administrator = administratorOf(manifest);
  const bootstrap = internalBootstrap(manifest, administrator);
  const properties = await toolbox.propertiesOf(administrator);
  const reads = await Promise.all(
    ranges
      .filter(({ low, high }) => high > low)
      .map(async ({ partition, low, high }) => {
        const output = await toolbox.kafka(
          'kafka-console-consumer',
          [
            ...['--bootstrap-server', bootstrap, '--consumer.config', properties],
            ...['--topic', topic, '--partition', String(partition), '--offset', 'earliest'],
            ...['--max-messages', String(high - low), '--timeout-ms', String(patient(20).milliseconds)],
            ...['--property', 'print.partition=true', '--property', 'print.offset=true'],
          ],
          patient(90 + Math.ceil((high - low) / RECORDS_A_SECOND)),
        );
        const read = parseConsole(output);
        OperationError.throwIfAny(incompleteViolations(`topic ${topic}`, { partition, low, high }, read));
        return read;
      }),
  );
  return reads.flat();
}

/** Whether a reader came to the end of a partition in which every offset is a record. */
export function incompleteViolations(subject: string, { partition, high }: Range, reads: readonly Read[]): Violation[] {
  const last = reads.reduce((most, { offset }) => Math.max(most, offset), -1);
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

/** Lines of `Partition:<p>\tOffset:<o>\t<value>`, in whichever order the first two come. */
export function parseConsole(output: string): Read[] {
  return output.split('\n').flatMap((line) => {
    const partition = /(?:^|\t)Partition:(\d+)\t/.exec(line)?.[1];
    const offset = /(?:^|\t)Offset:(\d+)\t/.exec(line)?.[1];
    return partition === undefined || offset === undefined
      ? []
      : [{ partition: Number(partition), offset: Number(offset), value: line.split('\t').slice(2).join('\t') }];
  });
}
