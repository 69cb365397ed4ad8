import * as units from '@grafana/grafana-foundation-sdk/units';
import { board, type Board } from './board';
import { figure, graph, NEUTRAL, NONE_IS_GOOD } from './panel';
import { metric, ofTopics, perSecond, sumBy } from './query';

const TOPIC = 'topic=~"$topic"';
const partitions = (name: string): string => metric(`kafka_topic_partition_${name}`, TOPIC);

/** What goes through topics, what they keep, and whether their copies are whole. */
export const topicBoard = (): Board =>
  board({
    name: 'topic',
    title: 'Kafka: topics',
    description: 'What goes through topics, what they keep, and whether their copies are whole.',
    choices: [
      {
        name: 'topic',
        label: 'Topic',
        from: 'label_values(kafka_topic_partitions{cluster="$cluster"}, topic)',
        several: true,
      },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          figure({
            title: 'Partitions',
            description: 'Of the chosen topics.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], metric('kafka_topic_partitions', TOPIC)), legend: 'partitions' }],
          }),
          figure({
            title: 'Copies',
            description: 'Copies of all partitions together.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], partitions('replicas')), legend: 'copies' }],
          }),
          figure({
            title: 'Copies out of sync',
            description: 'Copies that do not count for acks=all.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [
              {
                expr: `${sumBy([], partitions('replicas'))} - ${sumBy([], partitions('in_sync_replica'))}`,
                legend: 'out of sync',
              },
            ],
          }),
          figure({
            title: 'Led by another broker',
            description: 'Partitions whose leader is not the preferred one.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], `1 - ${partitions('leader_is_preferred')}`), legend: 'partitions' }],
          }),
          figure({
            title: 'Records kept',
            description: 'From the oldest to the newest offset; compaction leaves fewer than that.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [
              {
                expr: sumBy([], `${partitions('current_offset')} - ${partitions('oldest_offset')}`),
                legend: 'records',
              },
            ],
          }),
          figure({
            title: 'On disk',
            description: 'Bytes of all copies.',
            unit: units.BytesIEC,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], metric('kafka_log_Log_Size', TOPIC)), legend: 'bytes' }],
          }),
        ],
      },
      {
        title: 'Traffic',
        panels: [
          graph({
            title: 'Records in',
            description: 'Records that producers write, by topic.',
            unit: units.Short,
            stacked: true,
            queries: [{ expr: sumBy(['topic'], ofTopics('MessagesInPerSec')), legend: '{{topic}}' }],
          }),
          graph({
            title: 'Records in by partition',
            description: 'Lines that lie far apart mean that keys are spread badly.',
            unit: units.Short,
            queries: [
              {
                expr: perSecond('kafka_topic_partition_current_offset', TOPIC),
                legend: '{{topic}} {{partition}}',
              },
            ],
          }),
          graph({
            title: 'Bytes in and out',
            description: 'What producers write and consumers read.',
            unit: units.BytesPerSecondIEC,
            queries: [
              { expr: sumBy(['topic'], ofTopics('BytesInPerSec')), legend: 'in {{topic}}' },
              { expr: sumBy(['topic'], ofTopics('BytesOutPerSec')), legend: 'out {{topic}}' },
            ],
          }),
          graph({
            title: 'Requests',
            description: 'Many requests for few records: batches are small.',
            unit: units.RequestsPerSecond,
            queries: [
              { expr: sumBy(['topic'], ofTopics('TotalProduceRequestsPerSec')), legend: 'produce {{topic}}' },
              { expr: sumBy(['topic'], ofTopics('TotalFetchRequestsPerSec')), legend: 'fetch {{topic}}' },
            ],
          }),
        ],
      },
      {
        title: 'What is kept, and where',
        panels: [
          graph({
            title: 'Bytes on disk',
            description: 'Of all copies, by topic.',
            unit: units.BytesIEC,
            stacked: true,
            queries: [{ expr: sumBy(['topic'], metric('kafka_log_Log_Size', TOPIC)), legend: '{{topic}}' }],
          }),
          graph({
            title: 'Bytes on disk by broker',
            description: 'Of the copies that each broker keeps.',
            unit: units.BytesIEC,
            stacked: true,
            queries: [{ expr: sumBy(['instance'], metric('kafka_log_Log_Size', TOPIC)), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Leaders by broker',
            description: 'Partitions of the chosen topics that each broker leads, by its id.',
            unit: units.Short,
            stacked: true,
            queries: [{ expr: `count_values("broker", ${partitions('leader')})`, legend: 'broker {{broker}}' }],
          }),
          graph({
            title: 'In-sync copies',
            description: 'The fewest that a partition of the topic has.',
            unit: units.Short,
            queries: [{ expr: `min by (topic) (${partitions('in_sync_replica')})`, legend: '{{topic}}' }],
          }),
          graph({
            title: 'Segments',
            description: 'Files that a topic’s partitions are kept in.',
            unit: units.Short,
            queries: [{ expr: sumBy(['topic'], metric('kafka_log_Log_NumLogSegments', TOPIC)), legend: '{{topic}}' }],
          }),
          graph({
            title: 'Under-replicated partitions',
            description: 'Partitions that lack a copy, by topic.',
            unit: units.Short,
            queries: [{ expr: sumBy(['topic'], partitions('under_replicated_partition')), legend: '{{topic}}' }],
          }),
        ],
      },
    ],
  });
