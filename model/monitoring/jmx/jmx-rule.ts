import { type ConfigurationFile, versioned } from '../../formats/versioned-file';

/** A rule of Prometheus' JMX exporter: which attributes of which MBeans become which metric. */
export interface MetricRule {
  /** Regular expression for `domain<key=value, ...><>attribute: value`, anchored: the exporter looks for it anywhere. */
  readonly pattern: string;
  readonly name: string;
  readonly labels?: Readonly<Record<string, string>>;
  /** `UNTYPED`: the exporter appends `_total` to the name of a `COUNTER`. */
  readonly type: 'UNTYPED';
  /** What has matched once is not matched again, which is what keeps a scrape short. */
  readonly cache: true;
}

/** What the exporter reads: MBeans by their names, and rules for their attributes. What matches none is not served. */
export interface MetricRules {
  readonly includeObjectNames: readonly string[];
  readonly rules: readonly MetricRule[];
}

/** Gauges and meters that are there once for each server: `kafka.DOMAIN:type=TYPE,name=NAME`. */
export interface SingleBeans {
  readonly domain: string;
  readonly type: string;
  readonly names: readonly string[];
}

/** What brokers serve beside what all of them do. */
export interface BrokerBeans {
  readonly singles: readonly SingleBeans[];
  readonly more: MetricRules;
}

/** A rule for an MBean whose name, with its keys, and attribute match. */
export function rule(
  bean: { readonly domain: string; readonly keys: readonly (readonly [key: string, value: string])[] },
  attribute: string,
  metric: { readonly name: string; readonly labels?: Readonly<Record<string, string>> },
): MetricRule {
  const keys = bean.keys.map(([key, value]) => `${key}=${value}`).join(', ');
  return { pattern: `^${bean.domain}<${keys}><>${attribute}: .*$`, ...metric, type: 'UNTYPED', cache: true };
}

/** One of several words, as a rule's pattern catches it. */
export const anyOf = (values: readonly string[]): string => `(${values.join('|')})`;

/** Names of the MBeans of single gauges and meters. */
export const singleNames = (beans: readonly SingleBeans[]): readonly string[] =>
  beans.flatMap(({ domain, type, names }) => names.map((name) => `kafka.${domain}:type=${type},name=${name}`));

/** Their rules: `kafka_DOMAIN_TYPE_NAME`, and the same with its rates. */
export const singleRules = (beans: readonly SingleBeans[]): readonly MetricRule[] =>
  beans.flatMap(({ domain, type, names }) => {
    const bean = {
      domain: `kafka\\.${domain}`,
      keys: [
        ['type', type],
        ['name', anyOf(names)],
      ],
    } as const;
    const name = `kafka_${domain}_${type}_$1`;
    return [
      rule(bean, '(?:Value|Count)', { name }),
      rule(bean, '(OneMinuteRate|FiveMinuteRate)', { name: `${name}_$2` }),
    ];
  });

/** The file that the agent in the JVM of a kind of server reads; JSON is YAML. */
export const metricsRules = (server: string, rules: MetricRules): ConfigurationFile =>
  versioned(`${server}-metrics`, 'yml', `${JSON.stringify(rules, undefined, 2)}\n`);
