import type { Check } from '../check';
import { access } from './access';
import { cluster } from './cluster';
import { exactlyOnce } from './exactly-once';
import { failover } from './failover';
import { idempotence } from './idempotence';
import { identities } from './identities';
import { logins } from './logins';
import { offsets } from './offsets';
import { replication } from './replication';
import { topics } from './topics';

/** Every check, in the order in which they run: what the later ones build on comes first. */
export const CHECKS: readonly Check[] = [
  cluster,
  logins,
  topics,
  access,
  identities,
  replication,
  offsets,
  idempotence,
  exactlyOnce,
  failover,
];
