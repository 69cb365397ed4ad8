import type { ClusterManifest } from '../../model/manifest/manifest';
import { hasSeveralHosts, type Placed } from '../../model/placement/placement';
import type { Check } from '../context/check';
import { METADATA_PROOFS, metadataProofOf } from '../metadata/metadata-proofs';
import { access } from './access';
import { cluster } from './cluster';
import { coldRestart } from './cold-restart';
import { drift } from './drift';
import { exactlyOnce } from './exactly-once';
import { failover } from './failover';
import { host } from './host';
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

/**
 * Every check, in the order in which they begin: what the later ones build on comes first, and those that may run side by side stand together.
 */
export const CHECKS: readonly Check[] = [
  cluster,
  logins,
  topics,
  drift,
  access,
  identities,
  replication,
  interop,
  offsets,
  exactlyOnce,
  idempotence,
  minIsr,
  noUnclean,
  failover,
  zombieLeader,
  ...METADATA_PROOFS.flatMap(({ checks }) => checks),
  host,
  coldRestart,
  soak,
];

/** Those that are about a cluster as it is declared: of the checks of metadata stores, its own store's alone; of hosts, where there are several. */
export function checksFor(manifest: Pick<ClusterManifest, 'name' | 'metadata' | keyof Placed>): readonly Check[] {
  const own = metadataProofOf(manifest);
  const others = METADATA_PROOFS.filter((store) => store !== own).flatMap(({ checks }) => checks);
  const several = hasSeveralHosts(manifest);
  return CHECKS.filter((check) => !others.includes(check) && (several || !check.needs.includes('hosts')));
}
