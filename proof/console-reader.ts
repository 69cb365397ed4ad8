import type { ClusterManifest } from '../constructs/private/manifest';
import { administratorOf } from '../tools/clients/kafka-admin';
import { insideBootstrap } from './inside';
import type { Read } from './judge';
import type { Toolbox } from './toolbox';
import type { Range } from './topic-ranges';

/**
 * Reads whole partitions with Kafka's console consumer, which takes them by `assign`: no group decides for it what to skip or to
 * repeat. Those of transactions are read once they are committed, when only those are asked for.
 */
export async function readAll(
  toolbox: Toolbox,
  manifest: ClusterManifest,
  topic: string,
  ranges: readonly Range[],
  which: 'all' | 'committed' = 'all',
): Promise<Read[]> {
  const administrator = administratorOf(manifest);
  const bootstrap = insideBootstrap(manifest, administrator);
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
            // Offsets of aborted records and of transactions' ends are passed over: how many records there are, nobody knows.
            ...(which === 'all'
              ? ['--max-messages', String(high - low), '--timeout-ms', '20000']
              : ['--isolation-level', 'read_committed', '--timeout-ms', '5000']),
            ...['--property', 'print.partition=true', '--property', 'print.offset=true'],
          ],
          '90s',
        );
        return parseConsole(output);
      }),
  );
  return reads.flat();
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
