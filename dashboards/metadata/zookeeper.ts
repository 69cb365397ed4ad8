import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { board, type Board } from '../board';
import { jvmPanels } from '../jvm';
import { figure, graph, NEUTRAL, NONE_IS_GOOD } from '../panel';
import { BROKER, metric, perSecond, SLOWEST, sumBy } from '../query';
import type { MetadataBoards } from './metadata-boards';

const NODE = 'instance=~"$node"';
const zookeeper = (attribute: string): string => metric(`zookeeper_${attribute}`, NODE);
const eventsOf = (attribute: string): string => perSecond(`zookeeper_${attribute}`, NODE);

/** Whether ZooKeeper's nodes serve, how fast, and what they keep. */
const zooKeeperBoard = (): Board =>
  board({
    name: 'zookeeper',
    title: 'Kafka: ZooKeeper',
    description: 'Whether ZooKeeper’s nodes serve, how fast, and what they keep.',
    choices: [
      {
        name: 'node',
        label: 'Node',
        from: 'label_values(up{job="zookeeper",cluster="$cluster"}, instance)',
        several: true,
      },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          figure({
            title: 'Nodes',
            description: 'Nodes that serve metrics: more than half of all are needed.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], metric('up', 'job="zookeeper"')), legend: 'nodes' }],
          }),
          figure({
            title: 'Roles',
            description: 'One leader, and followers; or one node that stands alone.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: `count by (role) (${zookeeper('NodeCount')})`, legend: '{{role}}' }],
          }),
          figure({
            title: 'Average latency',
            description: 'Of requests, since the node’s start.',
            unit: units.Milliseconds,
            steps: NEUTRAL,
            queries: [{ expr: zookeeper('AvgRequestLatency'), legend: '{{instance}}' }],
          }),
          figure({
            title: 'Waiting requests',
            description: 'Requests that are not answered yet.',
            unit: units.Short,
            steps: [
              { color: 'green', value: null },
              { color: 'orange', value: 10 },
              { color: 'red', value: 100 },
            ],
            queries: [{ expr: sumBy([], zookeeper('OutstandingRequests')), legend: 'requests' }],
          }),
          figure({
            title: 'Refused logins',
            description: 'Connections without a right certificate, since the nodes’ start.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [{ expr: sumBy([], zookeeper('AuthFailedCount')), legend: 'refused' }],
          }),
          figure({
            title: 'Slow syncs',
            description: 'Writes through to disk that took longer than a second, since the nodes’ start.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [{ expr: sumBy([], zookeeper('FsyncThresholdExceedCount')), legend: 'syncs' }],
          }),
        ],
      },
      {
        title: 'Requests',
        panels: [
          graph({
            title: 'Latency',
            description: 'Average and longest, since the node’s start.',
            unit: units.Milliseconds,
            queries: [
              { expr: zookeeper('AvgRequestLatency'), legend: 'average {{instance}}' },
              { expr: zookeeper('MaxRequestLatency'), legend: 'longest {{instance}}' },
            ],
          }),
          graph({
            title: 'Packets',
            description: 'Received from clients and sent to them.',
            unit: units.PacketsPerSecond,
            queries: [
              { expr: eventsOf('PacketsReceived'), legend: 'in {{instance}}' },
              { expr: eventsOf('PacketsSent'), legend: 'out {{instance}}' },
            ],
          }),
          graph({
            title: 'Connections',
            description: 'Of brokers: each has two, one of them for rights.',
            unit: units.Short,
            stacked: true,
            queries: [{ expr: zookeeper('NumAliveConnections'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Waiting requests',
            description: 'Requests that are not answered yet.',
            unit: units.Short,
            queries: [{ expr: zookeeper('OutstandingRequests'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Nodes of the tree',
            description: 'What ZooKeeper keeps: some for each topic and partition.',
            unit: units.Short,
            queries: [{ expr: zookeeper('NodeCount'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Watches',
            description: 'What brokers want to be told of.',
            unit: units.Short,
            queries: [{ expr: zookeeper('WatchCount'), legend: '{{instance}}' }],
          }),
        ],
      },
      { title: 'Java', panels: jvmPanels('job="zookeeper"', NODE) },
    ],
  });

/** How long brokers wait for ZooKeeper, and whether they lose it. */
const zooKeeperClientPanels = (): readonly Builder<Panel>[] => [
  graph({
    title: 'Wait for ZooKeeper',
    description: 'Time that 99 of 100 requests to ZooKeeper take.',
    unit: units.Milliseconds,
    queries: [
      {
        expr: metric('kafka_server_ZooKeeperClientMetrics_ZooKeeperRequestLatencyMs', BROKER, SLOWEST),
        legend: '{{instance}}',
      },
    ],
  }),
  graph({
    title: 'Lost connections to ZooKeeper',
    description: 'An expired session costs a broker all its leaders.',
    unit: units.Short,
    queries: [
      {
        expr: perSecond('kafka_server_SessionExpireListener_ZooKeeperDisconnectsPerSec', BROKER),
        legend: 'disconnected {{instance}}',
      },
      {
        expr: perSecond('kafka_server_SessionExpireListener_ZooKeeperExpiresPerSec', BROKER),
        legend: 'expired {{instance}}',
      },
    ],
  }),
];

export const ZOOKEEPER_BOARDS: MetadataBoards = {
  store: 'zookeeper',
  servers: 'ZooKeeper nodes',
  countedBy: 'the controller',
  brokerPanels: zooKeeperClientPanels,
  own: { zookeeper: zooKeeperBoard },
};
