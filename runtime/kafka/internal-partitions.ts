import type { ManifestBroker } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import { propertyIn } from './properties-file';

/** Settings by which Kafka makes topics of its own at their first use. They keep their partitions: groups and transactions are found by how many there are. */
const LASTING = ['offsets.topic.num.partitions', 'transaction.state.log.num.partitions'];

/**
 * What of that is declared otherwise than brokers run with: nothing would change but what they say of it.
 *
 * @param running the properties file of a broker that runs
 * @param all those of all brokers: where some have what is declared, a change was cut off, and whatever is declared, some have another
 */
export const internalPartitionViolations = (
  subject: string,
  running: string,
  { settings }: Pick<ManifestBroker, 'settings'>,
  all: readonly string[] = [],
): readonly Violation[] =>
  LASTING.flatMap((name) => {
    const [was, declared] = [propertyIn(running, name), settings[name]];
    const known = [was, ...all.map((properties) => propertyIn(properties, name))];
    return was === undefined || declared === undefined || known.some((each) => Number(each) === Number(declared))
      ? []
      : [
          {
            code: 'InternalPartitionsChanged',
            subject,
            rule: `must keep ${name}, ${was}: Kafka's own topics keep their partitions, by whose number groups and transactions are found`,
            value: declared,
            remedy: `declare ${was} again (internalTopicPartitions), or a cluster of another name and move to it: no server was touched`,
          },
        ];
  });
