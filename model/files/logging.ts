/** The servers' logging: to standard output alone, since their file systems are read-only and Docker keeps the logs. */
export const LOGGING_FILES = {
  kafka: 'kafka-log4j.properties',
  zookeeper: 'zookeeper-logback.xml',
} as const;

export const KAFKA_LOGGING = `log4j.rootLogger=INFO, stdout
log4j.appender.stdout=org.apache.log4j.ConsoleAppender
log4j.appender.stdout.layout=org.apache.log4j.PatternLayout
log4j.appender.stdout.layout.ConversionPattern=%d{ISO8601} %p %m (%c)%n
log4j.logger.org.apache.zookeeper=WARN
log4j.logger.kafka.request.logger=WARN
log4j.logger.kafka.network.RequestChannel$=WARN
log4j.logger.state.change.logger=INFO
log4j.logger.kafka.authorizer.logger=INFO
`;

export const ZOOKEEPER_LOGGING = `<configuration>
  <appender name="stdout" class="ch.qos.logback.core.ConsoleAppender">
    <encoder>
      <pattern>%d{ISO8601} %p %m \\(%c\\)%n</pattern>
    </encoder>
  </appender>
  <root level="INFO">
    <appender-ref ref="stdout" />
  </root>
</configuration>
`;
