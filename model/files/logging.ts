import type { MetadataStore } from '../cluster/metadata-store';
import type { ConfigurationFile } from '../formats/versioned-file';

/** The brokers' logging: to standard output alone, since their file systems are read-only and Docker keeps the logs. */
export const brokerLogging = ({ clientPackage }: MetadataStore): ConfigurationFile => ({
  name: 'kafka-log4j.properties',
  content: `log4j.rootLogger=INFO, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=%d{ISO8601} %p %m (%c)%n
${clientPackage === undefined ? '' : `log4j.logger.${clientPackage}=WARN\n`}log4j.logger.kafka.request.logger=WARN
log4j.logger.kafka.network.RequestChannel$=WARN
log4j.logger.state.change.logger=INFO
log4j.logger.kafka.authorizer.logger=INFO
`,
});
