/** One line of a panel: an expression of Prometheus, and what its series are called. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
}

/** Matches the brokers that are chosen on a board. */
export const BROKER = 'instance=~"$broker"';
/** Matches the slowest of a hundred. */
export const SLOWEST = 'quantile="0.99"';

/** A metric of the chosen cluster; further matchers as Prometheus writes them. */
export const metric = (name: string, ...matchers: readonly string[]): string =>
  `${name}{${['cluster="$cluster"', ...matchers].join(',')}}`;

/** What rises by the second, over as long as Grafana takes for four looks of Prometheus at least. */
export const perSecond = (name: string, ...matchers: readonly string[]): string =>
  `rate(${metric(name, ...matchers)}[$__rate_interval])`;

/** Sum for each value of the labels; over everything, where there are none. */
export const sumBy = (labels: readonly string[], expr: string): string =>
  labels.length === 0 ? `sum(${expr})` : `sum by (${labels.join(', ')}) (${expr})`;

/** Kafka's meters of `BrokerTopicMetrics`, for brokers: those of topics are counted beside them. */
export const ofBrokers = (meter: string, ...matchers: readonly string[]): string =>
  perSecond(`kafka_server_BrokerTopicMetrics_${meter}`, 'topic=""', ...matchers);

/** The same meters, for the chosen topics. */
export const ofTopics = (meter: string): string =>
  perSecond(`kafka_server_BrokerTopicMetrics_${meter}`, 'topic=~"$topic"');
