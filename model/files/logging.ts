import type { MetadataStore } from '../cluster/metadata-store';
import type { ConfigurationFile } from '../formats/versioned-file';

/** Levels of the brokers' loggers; `root` is for all others. */
export const brokerLogLevels = ({ clientPackage }: MetadataStore): Readonly<Record<string, string>> => ({
  root: 'INFO',
  ...(clientPackage !== undefined && { [clientPackage]: 'WARN' }),
  'kafka.request.logger': 'WARN',
  'kafka.network.RequestChannel$': 'WARN',
  'state.change.logger': 'INFO',
  'kafka.authorizer.logger': 'INFO',
});

/** The brokers' logging: to standard output alone, since their file systems are read-only and Docker keeps the logs. */
export function brokerLogging(store: MetadataStore): ConfigurationFile {
  const { root, ...loggers } = brokerLogLevels(store);
  return {
    name: 'kafka-log4j.properties',
    content: `log4j.rootLogger=${root}, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=%d{ISO8601} %p %m (%c)%n
${Object.entries(loggers)
  .map(([name, level]) => `log4j.logger.${name}=${level}\n`)
  .join('')}`,
  };
}
