import { brokerSettings } from './broker-settings';
import { configurationFiles } from './configuration-files';
import { credentials } from './credentials';
import { endpoints } from './endpoints';
import type { DriftArea } from './deviation';
import { ports } from './ports';
import { quotas } from './quotas';
import { rules } from './rules';
import { topics } from './topics';

/** Everything that is compared with the declaration. */
export const DRIFT_AREAS: readonly DriftArea[] = [
  credentials,
  rules,
  quotas,
  topics,
  brokerSettings,
  configurationFiles,
  endpoints,
  ports,
];
