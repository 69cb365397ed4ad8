import type { ClusterBasis } from '../cluster/cluster-basis';
import type { MetadataStore } from '../cluster/metadata-store';
import type { ConfigurationFile } from '../formats/versioned-file';
import { PATHS } from '../names/paths';

/** Levels of the brokers' loggers; `root` is for all others. */
export const brokerLogLevels = ({ clientPackage }: MetadataStore): Readonly<Record<string, string>> => ({
  root: 'INFO',
  ...(clientPackage !== undefined && { [clientPackage]: 'WARN' }),
  'kafka.request.logger': 'WARN',
  'kafka.network.RequestChannel$': 'WARN',
  'state.change.logger': 'INFO',
  'kafka.authorizer.logger': 'INFO',
});

/**
 * The logging of brokers, and of whatever else is one of Kafka's own servers: to standard output alone, since their file systems are
 * read-only and Docker keeps the logs.
 */
export function brokerLogging({ version }: Pick<ClusterBasis, 'version'>, store: MetadataStore): ConfigurationFile {
  const { root = '', ...loggers } = brokerLogLevels(store);
  return version.logsByLog4j2
    ? { name: 'kafka-log4j2.properties', content: log4j2(root, loggers) }
    : { name: 'kafka-log4j.properties', content: log4j(root, loggers) };
}

/** The option by which the JVM of a server finds it. */
export function loggingOption(cluster: Pick<ClusterBasis, 'version'>, store: MetadataStore): string {
  const file = `${PATHS.configuration}/${brokerLogging(cluster, store).name}`;
  return cluster.version.logsByLog4j2 ? `-Dlog4j2.configurationFile=${file}` : `-Dlog4j.configuration=file:${file}`;
}

type Levels = Readonly<Record<string, string>>;

const log4j = (root: string, loggers: Levels): string => `log4j.rootLogger=${root}, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=%d{ISO8601} %p %m (%c)%n
${Object.entries(loggers)
  .map(([name, level]) => `log4j.logger.${name}=${level}\n`)
  .join('')}`;

/** The same lines: its `%d` is what the former one calls ISO8601. */
const log4j2 = (root: string, loggers: Levels): string => `appender.stdout.type=Console
appender.stdout.name=stdout
appender.stdout.layout.type=PatternLayout
appender.stdout.layout.pattern=%d %p %m (%c)%n
rootLogger.level=${root}
rootLogger.appenderRef.stdout.ref=stdout
${Object.entries(loggers)
  .map(([name, level], index) => `logger.${index}.name=${name}\nlogger.${index}.level=${level}\n`)
  .join('')}`;
