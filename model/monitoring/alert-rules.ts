import type { MetadataStore } from '../cluster/metadata-store';
import { hasSeveralHosts, type Placed } from '../placement/placement';
import type { Duration } from '../units/duration';
import type { Violation } from '../violation';

/** A rule of Prometheus: a name for an expression, or a reason to call somebody. */
export type PrometheusRule =
  | { readonly record: string; readonly expr: string }
  | {
      readonly alert: string;
      readonly expr: string;
      readonly for: string;
      readonly labels: { readonly severity: 'warning' | 'critical' };
      readonly annotations: { readonly summary: string; readonly runbook_url: string };
    };

/** A file of rules, as Prometheus reads it. */
export interface RulesFile {
  readonly groups: readonly { readonly name: string; readonly rules: readonly PrometheusRule[] }[];
}

/** What the rules are made for. */
export interface AlertOptions {
  /** Time between two measurements. */
  readonly interval: Duration;
  /** How long something must be wrong before it is told. */
  readonly alertAfter: Duration;
  /** The page that says what to do about each alert, whose headings are their names. */
  readonly runbooks: string;
}

/** Whether a page is one that whoever is called can open. Prometheus would read `{{` as the beginning of a template. */
export const runbooksViolations = (subject: string, runbooks: string | undefined): readonly Violation[] =>
  runbooks === undefined || /^https?:\/\/[^\s#{}]+$/.test(runbooks)
    ? []
    : [
        {
          code: 'RunbooksIllegal',
          subject,
          rule: 'runbooks must be an http or https URL without a fragment, blanks and braces',
          value: runbooks,
          remedy: 'name the page as people open it, such as https://docs.example.org/docs/runbooks.html',
        },
      ];

const DAY = 86_400;

/** A minute, or as long as it takes to be measured again when a measurement is missing. */
const windowSeconds = (interval: Duration): number => Math.max(60, 4 * interval.seconds);

/** The same as a rate is over it. */
const rateWindow = (interval: Duration): string => {
  const seconds = windowSeconds(interval);
  return seconds % 60 === 0 ? `${seconds / 60}m` : `${seconds}s`;
};

/** What is told of the machines of a cluster. */
interface Machines {
  /** What an alert calls a target that is no server, and the disk below a volume. */
  readonly target: string;
  readonly disk: string;
  /** Of a host that nothing answers on, neither node_exporter nor a server; absent where there is one machine, which has Prometheus. */
  readonly hostDown?: string;
  /** When a target that does not answer is told of. */
  readonly ifAlone: string;
}

function machinesOf(place: Placed, interval: Duration): Machines {
  const disk = 'The disk below {{ $labels.mountpoint }}';
  if (!hasSeveralHosts(place)) {
    return { target: '{{ $labels.job }}', disk, ifAlone: '' };
  }
  // What was scraped before a host was drained, or a server was moved, would be told for five minutes more.
  const asked = `time() - timestamp(up) < ${windowSeconds(interval)}`;
  const hostDown = `max by (cluster, host) (up{host!=""} and ${asked}) == 0`;
  return {
    target: '{{ $labels.job }} on host {{ $labels.host }}',
    disk: `${disk} on host {{ $labels.host }}`,
    hostDown,
    // Somebody is called for the host otherwise.
    ifAlone: ` and ${asked} unless on (cluster, host) ${hostDown}`,
  };
}

function recorded(window: string): readonly PrometheusRule[] {
  return [
    {
      record: `cluster:kafka_messages_in:rate${window}`,
      expr: `sum by (cluster) (rate(kafka_server_BrokerTopicMetrics_MessagesInPerSec{topic=""}[${window}]))`,
    },
    {
      record: `topic:kafka_messages_in:rate${window}`,
      expr: `sum by (cluster, topic) (rate(kafka_server_BrokerTopicMetrics_MessagesInPerSec{topic!=""}[${window}]))`,
    },
    {
      record: 'cluster:kafka_under_replicated_partitions:sum',
      expr: 'sum by (cluster) (kafka_server_ReplicaManager_UnderReplicatedPartitions)',
    },
    {
      record: 'consumergroup:kafka_consumergroup_lag:sum',
      expr: 'sum by (cluster, consumergroup) (kafka_consumergroup_lag)',
    },
  ];
}

/**
 * Everything that somebody is called for, and the expressions that dashboards and alerts share.
 *
 * @param place where the cluster's servers are; by default on one machine
 */
export function alertRules(
  { interval, alertAfter, runbooks }: AlertOptions,
  { monitoring, controllers }: Pick<MetadataStore, 'monitoring' | 'controllers'>,
  place: Placed = {},
): RulesFile {
  const machines = machinesOf(place, interval);
  const offline = 'kafka_controller_KafkaController_OfflinePartitionsCount';
  const alert = (
    name: string,
    severity: 'warning' | 'critical',
    expr: string,
    summary: string,
    after = alertAfter.milliseconds,
  ): PrometheusRule => ({
    alert: name,
    expr,
    for: `${after}ms`,
    labels: { severity },
    annotations: { summary, runbook_url: `${runbooks}#${name.toLowerCase()}` },
  });
  return {
    groups: [
      { name: 'kafka-recorded', rules: recorded(rateWindow(interval)) },
      {
        name: 'kafka-alerts',
        rules: [
          alert(
            'KafkaUnderReplicatedPartitions',
            'warning',
            'kafka_server_ReplicaManager_UnderReplicatedPartitions > 0',
            'Broker {{ $labels.instance }} leads {{ $value }} partitions that lack a copy.',
          ),
          alert(
            'KafkaUnderMinIsrPartitions',
            'critical',
            'kafka_server_ReplicaManager_UnderMinIsrPartitionCount > 0',
            'Broker {{ $labels.instance }} refuses acks=all on {{ $value }} partitions.',
          ),
          alert(
            'KafkaOfflinePartitions',
            'critical',
            // Those of a store of their own count them all, whether they lead or not.
            `${controllers === undefined ? offline : `max by (cluster) (${offline})`} > 0`,
            '{{ $value }} partitions have no leader.',
          ),
          alert(
            'KafkaControllerCount',
            'critical',
            'sum by (cluster) (kafka_controller_KafkaController_ActiveControllerCount) != 1 ' +
              'or absent(kafka_controller_KafkaController_ActiveControllerCount)',
            'Brokers count as controller: {{ $value }}; there must be one.',
          ),
          alert(
            'KafkaBrokerDown',
            'critical',
            'up{job="kafka"} == 0',
            'Broker {{ $labels.instance }} does not answer.',
          ),
          ...(machines.hostDown === undefined
            ? []
            : [
                alert(
                  'KafkaHostDown',
                  'critical',
                  machines.hostDown,
                  'Nothing on host {{ $labels.host }} answers: it is down, or cut off.',
                ),
              ]),
          ...monitoring.alerts.map(({ name, severity, expr, summary }) => alert(name, severity, expr, summary)),
          alert(
            'MonitoringTargetDown',
            'warning',
            `up{job!~"${['kafka', ...Object.keys(monitoring.rules)].join('|')}"} == 0${machines.ifAlone}`,
            `${machines.target} does not answer: what it measures is not watched.`,
          ),
          alert(
            'KafkaExporterBlind',
            'warning',
            'kafka_exporter_up == 0',
            '{{ $labels.instance }} can’t read from Kafka: consumer groups’ lag is not watched.',
          ),
          alert(
            'KafkaDiskFilling',
            'warning',
            'node_filesystem_avail_bytes{mountpoint=~"/volumes/.+"} / node_filesystem_size_bytes < 0.15 ' +
              'or predict_linear(node_filesystem_avail_bytes{mountpoint=~"/volumes/.+"}[1h], 14400) < 0',
            `${machines.disk} is full to 85 %, or will be full within 4 hours.`,
          ),
          alert(
            'KafkaConsumerLagGrowing',
            'warning',
            'delta(consumergroup:kafka_consumergroup_lag:sum[10m]) > 0 ' +
              'and min_over_time(consumergroup:kafka_consumergroup_lag:sum[10m]) > 0',
            'Group {{ $labels.consumergroup }} falls behind: {{ $value }} records more than 10 minutes ago.',
            10 * 60_000,
          ),
          alert(
            'KafkaCertificateExpiresSoon',
            'warning',
            `kafka_certificate_expiry_timestamp_seconds - time() < ${30 * DAY}`,
            'The certificate of {{ $labels.address }}{{ $labels.identity }} expires in {{ $value | humanizeDuration }}.',
          ),
          alert(
            'KafkaCertificateExpires',
            'critical',
            `kafka_certificate_expiry_timestamp_seconds - time() < ${7 * DAY}`,
            'The certificate of {{ $labels.address }}{{ $labels.identity }} expires in {{ $value | humanizeDuration }}.',
          ),
        ],
      },
    ],
  };
}
