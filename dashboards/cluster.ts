import * as units from '@grafana/grafana-foundation-sdk/units';
import { board, type Board } from './board';
import { figure, graph, NEUTRAL, NONE_IS_GOOD } from './panel';
import { metric, ofBrokers, perSecond, sumBy } from './query';

const DAY = 86_400;
const VOLUMES = 'mountpoint=~"/volumes/.+"';

/** What the board has to know of the cluster's metadata store. */
export interface ClusterBoardProps {
  /** What a person calls its servers. */
  readonly servers: string;
  /** Who tells what the cluster's controller counts: that one alone, or each server that may become it. */
  readonly countedBy: 'the controller' | 'each server';
  /** Whether it runs on one machine, or on several, each with its name in the label `host`. Default: one. */
  readonly hosts?: 'one' | 'several';
}

/** Whether the cluster is whole, how much goes through it, and how long disks and certificates last. */
export const clusterBoard = ({ servers: metadataServers, countedBy, hosts = 'one' }: ClusterBoardProps): Board =>
  board({
    name: 'cluster',
    title: 'Kafka: cluster',
    description: 'Whether the cluster is whole, how much goes through it, and how long disks and certificates last.',
    rows: [
      {
        title: 'Now',
        panels: [
          figure({
            title: 'Brokers',
            description: 'Brokers that serve metrics.',
            unit: units.Short,
            steps: [
              { color: 'red', value: null },
              { color: 'green', value: 1 },
            ],
            queries: [{ expr: sumBy([], metric('up', 'job="kafka"')), legend: 'brokers' }],
          }),
          figure({
            title: 'Controllers',
            description: 'Brokers that take themselves for the controller: one, but for the moment of a failover.',
            unit: units.Short,
            steps: [
              { color: 'red', value: null },
              { color: 'green', value: 1 },
              { color: 'red', value: 2 },
            ],
            queries: [
              {
                expr: sumBy([], metric('kafka_controller_KafkaController_ActiveControllerCount')),
                legend: 'controllers',
              },
            ],
          }),
          figure({
            title: 'Offline partitions',
            description: 'Partitions without a leader: nothing is written to them or read from them.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [
              {
                expr: once(countedBy, metric('kafka_controller_KafkaController_OfflinePartitionsCount')),
                legend: 'offline',
              },
            ],
          }),
          figure({
            title: 'Under-replicated partitions',
            description: 'Partitions that lack a copy: the next failure may stop writes.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [
              {
                expr: sumBy([], metric('kafka_server_ReplicaManager_UnderReplicatedPartitions')),
                legend: 'under-replicated',
              },
            ],
          }),
          figure({
            title: 'Below min.insync.replicas',
            description: 'Partitions that refuse acks=all.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [
              {
                expr: sumBy([], metric('kafka_server_ReplicaManager_UnderMinIsrPartitionCount')),
                legend: 'below min.insync.replicas',
              },
            ],
          }),
          figure({
            title: 'First certificate ends in',
            description: `Until the first certificate expires: of brokers, ${metadataServers}, users or authorities.`,
            unit: units.Seconds,
            steps: [
              { color: 'red', value: null },
              { color: 'orange', value: 7 * DAY },
              { color: 'green', value: 30 * DAY },
            ],
            queries: [
              { expr: `min(${metric('kafka_certificate_expiry_timestamp_seconds')}) - time()`, legend: 'first end' },
            ],
          }),
          figure({
            title: 'Alerts that fire',
            description: 'Of the rules that Prometheus has for this cluster.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [{ expr: `sum(${metric('ALERTS', 'alertstate="firing"')}) or vector(0)`, legend: 'alerts' }],
          }),
          figure({
            title: 'Topics',
            description: 'Topics of the cluster, internal ones too.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: `count(${metric('kafka_topic_partitions')})`, legend: 'topics' }],
          }),
          figure({
            title: 'Partitions',
            description: 'Partitions of all topics.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], metric('kafka_topic_partitions')), legend: 'partitions' }],
          }),
          figure({
            title: 'Lag of all groups',
            description: 'Records that groups have not committed yet.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], metric('kafka_consumergroup_lag')), legend: 'lag' }],
          }),
          figure({
            title: 'Records in',
            description: 'Records that producers write, by the second.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], ofBrokers('MessagesInPerSec')), legend: 'records' }],
          }),
          figure({
            title: 'Unclean elections',
            description:
              'Leaders that were elected without all acknowledged records, since the brokers’ start: none, ever.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [
              {
                expr: once(countedBy, metric('kafka_controller_ControllerStats_UncleanLeaderElectionsPerSec')),
                legend: 'unclean elections',
              },
            ],
          }),
        ],
      },
      {
        title: 'Traffic',
        panels: [
          graph({
            title: 'Records in',
            description: 'Records that producers write, by the broker that leads.',
            unit: units.Short,
            stacked: true,
            queries: [{ expr: sumBy(['instance'], ofBrokers('MessagesInPerSec')), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Bytes of clients',
            description: 'What producers write and consumers read.',
            unit: units.BytesPerSecondIEC,
            queries: [
              { expr: sumBy(['instance'], ofBrokers('BytesInPerSec')), legend: 'in {{instance}}' },
              { expr: sumBy(['instance'], ofBrokers('BytesOutPerSec')), legend: 'out {{instance}}' },
            ],
          }),
          graph({
            title: 'Bytes of replication',
            description: 'What brokers copy from each other.',
            unit: units.BytesPerSecondIEC,
            queries: [
              { expr: sumBy(['instance'], ofBrokers('ReplicationBytesInPerSec')), legend: 'in {{instance}}' },
              { expr: sumBy(['instance'], ofBrokers('ReplicationBytesOutPerSec')), legend: 'out {{instance}}' },
            ],
          }),
          graph({
            title: 'Failed requests',
            description: 'Requests to produce and to fetch that brokers answer with an error.',
            unit: units.RequestsPerSecond,
            queries: [
              { expr: sumBy(['instance'], ofBrokers('FailedProduceRequestsPerSec')), legend: 'produce {{instance}}' },
              { expr: sumBy(['instance'], ofBrokers('FailedFetchRequestsPerSec')), legend: 'fetch {{instance}}' },
            ],
          }),
        ],
      },
      {
        title: 'Partitions',
        panels: [
          graph({
            title: 'Leaders',
            description: 'Partitions that a broker leads: about the same number for each.',
            unit: units.Short,
            stacked: true,
            queries: [{ expr: metric('kafka_server_ReplicaManager_LeaderCount'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Copies',
            description: 'Copies of partitions that a broker keeps.',
            unit: units.Short,
            stacked: true,
            queries: [{ expr: metric('kafka_server_ReplicaManager_PartitionCount'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Changes of in-sync copies',
            description:
              'Copies that fall out of sync and come back: a broker that does so without a restart is in trouble.',
            unit: units.Short,
            queries: [
              {
                expr: sumBy(['instance'], perSecond('kafka_server_ReplicaManager_IsrShrinksPerSec')),
                legend: 'shrinks {{instance}}',
              },
              {
                expr: sumBy(['instance'], perSecond('kafka_server_ReplicaManager_IsrExpandsPerSec')),
                legend: 'expands {{instance}}',
              },
            ],
          }),
          graph({
            title: 'Not led by their preferred broker',
            description:
              'Partitions whose leader is another broker than at their creation; Kafka moves them back by itself.',
            unit: units.Short,
            queries: [
              {
                expr: once(countedBy, metric('kafka_controller_KafkaController_PreferredReplicaImbalanceCount')),
                legend: 'partitions',
              },
            ],
          }),
        ],
      },
      {
        title: 'Disks, processors, certificates',
        panels: [
          graph({
            title: 'Disk below each volume that is in use',
            description: 'An alert tells of 85 %, and of a disk that will be full within four hours.',
            unit: units.PercentUnit,
            max: 1,
            queries: [
              {
                expr: `1 - ${metric('node_filesystem_avail_bytes', VOLUMES)} / ${metric('node_filesystem_size_bytes', VOLUMES)}`,
                legend: ofHost('{{mountpoint}}', hosts),
              },
            ],
          }),
          graph({
            title: 'Records on disk',
            description: 'Bytes of all partitions that a broker keeps.',
            unit: units.BytesIEC,
            stacked: true,
            queries: [{ expr: sumBy(['instance'], metric('kafka_log_Log_Size')), legend: '{{instance}}' }],
          }),
          graph({
            ...MACHINES[hosts],
            unit: units.PercentUnit,
            max: 1,
            queries: [
              {
                expr: `1 - avg${hosts === 'one' ? '' : ' by (host) '}(${perSecond('node_cpu_seconds_total', 'mode="idle"')})`,
                legend: ofHost('processors', hosts),
              },
              {
                expr: `1 - ${metric('node_memory_MemAvailable_bytes')} / ${metric('node_memory_MemTotal_bytes')}`,
                legend: ofHost('memory', hosts),
              },
            ],
          }),
          graph({
            title: 'Certificates end in',
            description: 'Until each certificate expires; alerts tell 30 and 7 days before.',
            unit: units.Seconds,
            queries: [
              {
                expr: `${metric('kafka_certificate_expiry_timestamp_seconds')} - time()`,
                legend: '{{address}}{{identity}}',
              },
            ],
          }),
        ],
      },
    ],
  });

/** What the panel of processors and memory is called, and tells. */
const MACHINES = {
  one: {
    title: 'Processors and memory of the machine',
    description: 'Shares of the engine’s machine that are in use, by whatever runs on it.',
  },
  several: {
    title: 'Processors and memory of each host',
    description: 'Shares of each host’s machine that are in use, by whatever runs on it.',
  },
} as const;

/** A legend that tells the host, where there are several. */
const ofHost = (legend: string, hosts: 'one' | 'several'): string => (hosts === 'one' ? legend : `${legend} {{host}}`);

/** What the controller counts, once. */
const once = (countedBy: ClusterBoardProps['countedBy'], expr: string): string =>
  countedBy === 'each server' ? `max(${expr})` : sumBy([], expr);
