import { type ConfigurationFile, versioned } from '../../formats/versioned-file';
import { BROKER_RULES } from './broker-rules';
import { ZOOKEEPER_RULES } from './zookeeper-rules';

const RULES = { kafka: BROKER_RULES, zookeeper: ZOOKEEPER_RULES } as const;

/** The file that the agent in a server's JVM reads; JSON is YAML. */
export const metricsRules = (server: keyof typeof RULES): ConfigurationFile =>
  versioned(`${server}-metrics`, 'yml', `${JSON.stringify(RULES[server], undefined, 2)}\n`);
