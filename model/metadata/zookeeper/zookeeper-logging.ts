import type { ConfigurationFile } from '../../formats/versioned-file';

/** The nodes' logging: to standard output alone, as the brokers'. */
export const ZOOKEEPER_LOGGING: ConfigurationFile = {
  name: 'zookeeper-logback.xml',
  content: `<configuration>
  <appender name="stdout" class="ch.qos.logback.core.ConsoleAppender">
    <encoder>
      <pattern>%d{ISO8601} %p %m \\(%c\\)%n</pattern>
    </encoder>
  </appender>
  <root level="INFO">
    <appender-ref ref="stdout" />
  </root>
</configuration>
`,
};
