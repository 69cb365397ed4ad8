import type { Check } from '../context/check';
import { access } from './access';
import { cluster } from './cluster';
import { coldRestart } from './cold-restart';
import { exactlyOnce } from './exactly-once';
import { failover } from './failover';
import { idempotence } from './idempotence';
import { identities } from './identities';
import { interop } from './interop';
import { logins } from './logins';
import { minIsr } from './min-isr';
import { noUnclean } from './no-unclean';
import { offsets } from './offsets';
import { replication } from './replication';
import { soak } from './soak';
import { topics } from './topics';
import { zombieLeader } from './zombie-leader';
import { zookeeper } from './zookeeper';

/** Every check, in the order in which they run: what the later ones build on comes first. */
export const CHECKS: readonly Check[] = [
  cluster,
  logins,
  topics,
  access,
  identities,
  replication,
  interop,
  offsets,
  idempotence,
  exactlyOnce,
  minIsr,
  noUnclean,
  failover,
  zombieLeader,
  zookeeper,
  coldRestart,
  soak,
];
