import * as units from '@grafana/grafana-foundation-sdk/units';
import { board, type Board } from './board';
import { figure, graph, NEUTRAL } from './panel';
import { metric, perSecond, sumBy } from './query';

const GROUP = 'consumergroup=~"$group"';
const lag = metric('kafka_consumergroup_lag', GROUP);
const consumed = perSecond('kafka_consumergroup_current_offset', GROUP);

/** How far consumer groups are behind, and whether they catch up. */
export const consumerGroupsBoard = (): Board =>
  board({
    name: 'consumer-groups',
    title: 'Kafka: consumer groups',
    description: 'How far consumer groups are behind, and whether they catch up.',
    choices: [
      {
        name: 'group',
        label: 'Group',
        from: 'label_values(kafka_consumergroup_members{cluster="$cluster"}, consumergroup)',
        several: true,
      },
    ],
    rows: [
      {
        title: 'Now',
        panels: [
          figure({
            title: 'Groups',
            description: 'That are chosen.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: `count(${metric('kafka_consumergroup_members', GROUP)})`, legend: 'groups' }],
          }),
          figure({
            title: 'Members',
            description: 'Consumers in the groups. A group without one keeps its offsets.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], metric('kafka_consumergroup_members', GROUP)), legend: 'members' }],
          }),
          figure({
            title: 'Lag',
            description: 'Records that are not committed yet.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], lag), legend: 'lag' }],
          }),
          figure({
            title: 'Largest lag of a partition',
            description: 'One that stands out: a consumer that hangs, or a record that cannot be worked on.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: `max(${lag})`, legend: 'lag' }],
          }),
          figure({
            title: 'Records committed',
            description: 'By the second.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [{ expr: sumBy([], consumed), legend: 'records' }],
          }),
          figure({
            title: 'Rebalances begun',
            description: 'Requests to join a group, by the second: members that come and go.',
            unit: units.Short,
            steps: NEUTRAL,
            queries: [
              {
                expr: sumBy([], perSecond('kafka_network_RequestMetrics_RequestsPerSec', 'request="JoinGroup"')),
                legend: 'requests',
              },
            ],
          }),
        ],
      },
      {
        title: 'Lag',
        panels: [
          graph({
            title: 'Lag by group',
            description: 'An alert tells of a lag that has grown for ten minutes.',
            unit: units.Short,
            queries: [{ expr: sumBy(['consumergroup'], lag), legend: '{{consumergroup}}' }],
          }),
          graph({
            title: 'Lag by partition',
            description: 'Of the chosen groups.',
            unit: units.Short,
            queries: [{ expr: lag, legend: '{{consumergroup}} {{topic}} {{partition}}' }],
          }),
          graph({
            title: 'Records committed',
            description: 'By group and topic, beside those that are written to the topic.',
            unit: units.Short,
            queries: [
              { expr: sumBy(['consumergroup', 'topic'], consumed), legend: '{{consumergroup}} {{topic}}' },
              {
                expr: `${sumBy(['topic'], perSecond('kafka_topic_partition_current_offset'))} and on (topic) ${lag}`,
                legend: 'written to {{topic}}',
              },
            ],
          }),
          graph({
            title: 'Members',
            description: 'Consumers in each group.',
            unit: units.Short,
            stacked: true,
            queries: [{ expr: metric('kafka_consumergroup_members', GROUP), legend: '{{consumergroup}}' }],
          }),
          graph({
            title: 'Requests of groups',
            description: 'Commits, and joins, of which each begins a rebalance; of all groups.',
            unit: units.RequestsPerSecond,
            queries: [
              {
                expr: sumBy(
                  ['request'],
                  perSecond('kafka_network_RequestMetrics_RequestsPerSec', 'request=~"OffsetCommit|JoinGroup"'),
                ),
                legend: '{{request}}',
              },
            ],
          }),
          graph({
            title: 'Slowest 1 % of requests of groups',
            description: 'A join waits for all members.',
            unit: units.Milliseconds,
            queries: [
              {
                expr: `max by (request) (${metric('kafka_network_RequestMetrics_TotalTimeMs', 'request=~"OffsetCommit|JoinGroup"', 'quantile="0.99"')})`,
                legend: '{{request}}',
              },
            ],
          }),
        ],
      },
    ],
  });
