import { board, type Board } from './board';
import { jvmPanels } from './jvm';
import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { figure, graph, NEUTRAL, NONE_IS_GOOD } from './panel';
import { BROKER, metric, ofBrokers, perSecond, type Query, SLOWEST, sumBy } from './query';

const REQUEST = 'request=~"$request"';

/** Parts of a request's time, in the order in which it goes through them. */
const PARTS: Readonly<Record<string, string>> = {
  'waits for a handler': 'RequestQueueTimeMs',
  'is worked on': 'LocalTimeMs',
  'waits for others': 'RemoteTimeMs',
  'waits to be sent': 'ResponseQueueTimeMs',
  'is sent': 'ResponseSendTimeMs',
};

const time = (part: string): string => metric(`kafka_network_RequestMetrics_${part}`, BROKER, REQUEST, SLOWEST);

/** What brokers are busy with, where requests spend their time, and how they get on with their metadata store. */
export const brokerBoard = (storePanels: readonly Builder<Panel>[]): Board =>
  board({
    name: 'broker',
    title: 'Kafka: brokers',
    description: 'What brokers are busy with, where requests spend their time, who connects.',
    choices: [
      {
        name: 'broker',
        label: 'Broker',
        from: 'label_values(up{job="kafka",cluster="$cluster"}, instance)',
        several: true,
      },
      {
        name: 'request',
        label: 'Request',
        from: 'label_values(kafka_network_RequestMetrics_RequestsPerSec{cluster="$cluster"}, request)',
        several: true,
      },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          figure({
            title: 'State',
            description: 'Kafka’s BrokerState: 3 is running, 6 is shutting down under control.',
            unit: units.Short,
            steps: [
              { color: 'orange', value: null },
              { color: 'green', value: 3 },
              { color: 'orange', value: 4 },
            ],
            queries: [{ expr: metric('kafka_server_KafkaServer_BrokerState', BROKER), legend: '{{instance}}' }],
          }),
          figure({
            title: 'Runs for',
            description: 'Since the process was started.',
            unit: units.Seconds,
            steps: NEUTRAL,
            queries: [
              {
                expr: `time() - ${metric('process_start_time_seconds', 'job="kafka"', BROKER)}`,
                legend: '{{instance}}',
              },
            ],
          }),
          figure({
            title: 'Connections',
            description: 'Of clients and of other brokers, on all listeners.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [
              {
                expr: sumBy(['instance'], metric('kafka_server_socket_server_metrics_connection_count', BROKER)),
                legend: '{{instance}}',
              },
            ],
          }),
          figure({
            title: 'Handlers idle',
            description:
              'Share of the time in which request handlers have nothing to do. Below 30 % the broker is overloaded.',
            unit: units.PercentUnit,
            steps: [
              { color: 'red', value: null },
              { color: 'orange', value: 0.3 },
              { color: 'green', value: 0.5 },
            ],
            queries: [
              {
                expr: metric('kafka_server_KafkaRequestHandlerPool_RequestHandlerAvgIdlePercent_OneMinuteRate', BROKER),
                legend: '{{instance}}',
              },
            ],
          }),
          figure({
            title: 'Copies offline',
            description: 'Copies on disks that failed.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [
              { expr: metric('kafka_server_ReplicaManager_OfflineReplicaCount', BROKER), legend: '{{instance}}' },
            ],
          }),
          figure({
            title: 'Behind its leaders',
            description: 'Records that the copy which is furthest behind lacks.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: metric('kafka_server_ReplicaFetcherManager_MaxLag', BROKER), legend: '{{instance}}' }],
          }),
        ],
      },
      {
        title: 'Requests',
        panels: [
          graph({
            title: 'Requests',
            description: 'By kind.',
            unit: units.RequestsPerSecond,
            stacked: true,
            queries: [
              {
                expr: sumBy(['request'], perSecond('kafka_network_RequestMetrics_RequestsPerSec', BROKER, REQUEST)),
                legend: '{{request}}',
              },
            ],
          }),
          graph({
            title: 'Slowest 1 % of requests',
            description:
              'Whole time of 99 of 100 requests, by kind and broker. A fetch without new records waits on purpose.',
            unit: units.Milliseconds,
            queries: [{ expr: time('TotalTimeMs'), legend: '{{request}} {{instance}}' }],
          }),
          graph({
            title: 'Where the slowest 1 % spend their time',
            description: 'Handlers, the disk, other brokers (acks=all, fetches that wait for records), or the network.',
            unit: units.Milliseconds,
            stacked: true,
            queries: Object.entries(PARTS).map(([what, part]): Query => ({
              expr: `max by (request) (${time(part)})`,
              legend: `{{request}} ${what}`,
            })),
          }),
          graph({
            title: 'Answers by error',
            description: 'NONE is success. NOT_LEADER_OR_FOLLOWER comes with every move of a leader.',
            unit: units.RequestsPerSecond,
            queries: [
              {
                expr: sumBy(['error'], perSecond('kafka_network_RequestMetrics_ErrorsPerSec', BROKER, REQUEST)),
                legend: '{{error}}',
              },
            ],
          }),
          graph({
            title: 'Threads idle',
            description: 'Network processors and request handlers: near 0 means that requests queue up.',
            unit: units.PercentUnit,
            queries: [
              {
                expr: metric('kafka_network_SocketServer_NetworkProcessorAvgIdlePercent', BROKER),
                legend: 'network {{instance}}',
              },
              {
                expr: metric('kafka_server_KafkaRequestHandlerPool_RequestHandlerAvgIdlePercent_OneMinuteRate', BROKER),
                legend: 'handlers {{instance}}',
              },
            ],
          }),
          graph({
            title: 'Queues',
            description:
              'Requests and responses that wait for a thread, and requests that wait for others in purgatory.',
            unit: units.Short,
            queries: [
              {
                expr: metric('kafka_network_RequestChannel_RequestQueueSize', BROKER),
                legend: 'requests {{instance}}',
              },
              {
                expr: metric('kafka_network_RequestChannel_ResponseQueueSize', BROKER),
                legend: 'responses {{instance}}',
              },
              {
                expr: metric('kafka_server_DelayedOperationPurgatory_PurgatorySize', BROKER),
                legend: '{{operation}} {{instance}}',
              },
            ],
          }),
        ],
      },
      {
        title: 'Clients and traffic',
        panels: [
          graph({
            title: 'Connections by listener',
            description: 'Clients and other brokers.',
            unit: units.Short,
            stacked: true,
            queries: [
              {
                expr: sumBy(
                  ['instance', 'listener'],
                  metric('kafka_server_socket_server_metrics_connection_count', BROKER),
                ),
                legend: '{{listener}} {{instance}}',
              },
            ],
          }),
          graph({
            title: 'Logins by listener',
            description: 'Failures are wrong passwords and certificates that are not trusted.',
            unit: units.Short,
            queries: [
              {
                expr: sumBy(
                  ['listener'],
                  metric('kafka_server_socket_server_metrics_successful_authentication_rate', BROKER),
                ),
                legend: '{{listener}}',
              },
              {
                expr: sumBy(
                  ['listener'],
                  metric('kafka_server_socket_server_metrics_failed_authentication_rate', BROKER),
                ),
                legend: 'failed {{listener}}',
              },
            ],
          }),
          graph({
            title: 'Bytes of clients',
            description: 'What producers write and consumers read.',
            unit: units.BytesPerSecondIEC,
            queries: [
              { expr: ofBrokers('BytesInPerSec', BROKER), legend: 'in {{instance}}' },
              { expr: ofBrokers('BytesOutPerSec', BROKER), legend: 'out {{instance}}' },
            ],
          }),
          graph({
            title: 'Flushes to disk',
            description: 'Segments that are written through, by the second.',
            unit: units.Short,
            queries: [
              { expr: perSecond('kafka_log_LogFlushStats_LogFlushRateAndTimeMs', BROKER), legend: '{{instance}}' },
            ],
          }),
          ...storePanels,
        ],
      },
      { title: 'Java', panels: jvmPanels('job="kafka"', BROKER) },
    ],
  });
