import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { board, type Board } from '../board';
import { jvmPanels } from '../jvm';
import { figure, graph, NEUTRAL, NONE_IS_GOOD } from '../panel';
import { BROKER, metric, perSecond, sumBy } from '../query';
import type { MetadataBoards } from './metadata-boards';

const CONTROLLER = 'instance=~"$controller"';
const raft = (attribute: string): string => metric(`kafka_server_raft_metrics_${attribute}`, CONTROLLER);
const controller = (name: string): string => metric(`kafka_controller_KafkaController_${name}`, CONTROLLER);

/** Whether the quorum has a leader, whether its voters keep up, and what the controllers know of the cluster. */
const controllersBoard = (): Board =>
  board({
    name: 'controllers',
    title: 'Kafka: controllers',
    description: 'Whether the KRaft quorum has a leader, and whether its voters keep up.',
    choices: [
      {
        name: 'controller',
        label: 'Controller',
        from: 'label_values(up{job="controller",cluster="$cluster"}, instance)',
        several: true,
      },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          figure({
            title: 'Controllers',
            description: 'Controllers that serve metrics: more than half of all are needed.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], metric('up', 'job="controller"')), legend: 'controllers' }],
          }),
          figure({
            title: 'Leader',
            description: 'Number of the controller that leads, as each says; -1 for none.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: `max(${raft('current_leader')})`, legend: 'leader' }],
          }),
          figure({
            title: 'Epoch',
            description: 'One more with each election.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: `max(${raft('current_epoch')})`, legend: 'epoch' }],
          }),
          figure({
            title: 'Fenced brokers',
            description: 'Brokers that are registered and take no part.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [{ expr: `max(${controller('FencedBrokerCount')})`, legend: 'fenced' }],
          }),
          figure({
            title: 'Metadata errors',
            description: 'Records of the metadata that a controller could not take.',
            unit: units.Short,
            steps: NONE_IS_GOOD,
            queries: [{ expr: sumBy([], controller('MetadataErrorCount')), legend: 'errors' }],
          }),
        ],
      },
      {
        title: 'Quorum',
        panels: [
          graph({
            title: 'End of the log',
            description: 'Of the metadata log at each controller: lines that part are voters that don’t keep up.',
            unit: units.Short,
            queries: [{ expr: raft('log_end_offset'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Changes of the metadata',
            description: 'Records that a majority has, for each second.',
            unit: units.RecordsPerSecond,
            queries: [{ expr: `rate(${raft('high_watermark')}[$__rate_interval])`, legend: '{{instance}}' }],
          }),
          graph({
            title: 'Commit',
            description: 'Time until a majority has a change, on average.',
            unit: units.Milliseconds,
            queries: [{ expr: raft('commit_latency_avg'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Election',
            description: 'Time that elections took, on average.',
            unit: units.Milliseconds,
            queries: [{ expr: raft('election_latency_avg'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Behind the leader',
            description: 'Age of the newest change that a controller has applied.',
            unit: units.Milliseconds,
            queries: [{ expr: controller('LastAppliedRecordLagMs'), legend: '{{instance}}' }],
          }),
          graph({
            title: 'Unclean elections',
            description: 'Partitions whose leader was none of the in-sync replicas: records are gone.',
            unit: units.Short,
            queries: [
              {
                expr: perSecond('kafka_controller_ControllerStats_UncleanLeaderElectionsPerSec', CONTROLLER),
                legend: '{{instance}}',
              },
            ],
          }),
        ],
      },
      { title: 'Java', panels: jvmPanels('job="controller"', CONTROLLER) },
    ],
  });

/** How far brokers are behind the quorum, and what they could not take. */
const quorumFollowerPanels = (): readonly Builder<Panel>[] => [
  graph({
    title: 'Behind the quorum',
    description: 'Age of the newest change of the metadata that the broker has applied.',
    unit: units.Milliseconds,
    queries: [
      {
        expr: metric('kafka_server_broker_metadata_metrics_last_applied_record_lag_ms', BROKER),
        legend: '{{instance}}',
      },
    ],
  }),
  graph({
    title: 'Metadata errors',
    description: 'Changes that the broker could not load or apply.',
    unit: units.Short,
    queries: ['load', 'apply'].map((what) => ({
      expr: metric(`kafka_server_broker_metadata_metrics_metadata_${what}_error_count`, BROKER),
      legend: `${what} {{instance}}`,
    })),
  }),
];

export const KRAFT_BOARDS: MetadataBoards = {
  store: 'kraft',
  servers: 'controllers',
  countedBy: 'each server',
  brokerPanels: quorumFollowerPanels,
  own: { controllers: controllersBoard },
};
