import { type ConfigurationFile, versioned } from '../../formats/versioned-file';
import type { MetricRules } from './jmx-rule';

/** The file that the agent in the JVM of a kind of server reads; JSON is YAML. */
export const metricsRules = (server: string, rules: MetricRules): ConfigurationFile =>
  versioned(`${server}-metrics`, 'yml', `${JSON.stringify(rules, undefined, 2)}\n`);
