import type { Construct } from 'constructs';
import { z } from 'zod';
import { KEPT_PROTOCOL } from '../../model/cluster/broker-settings';
import type { resolveCluster } from '../../model/declaration/resolve-cluster';
import { MIGRATION_PHASES, PHASE_TO_REACH } from '../../model/metadata/migration/migration-phase';
import { DRAINED_HOST } from '../../model/placement/place-servers';

const protocols = z.record(z.string(), z.string());
const hosts = z.record(z.string(), z.string());
const phases = z.record(z.string(), z.enum(MIGRATION_PHASES));

/** What a deployment has a cluster declare, whatever `main.ts` says; see {@link KEPT_PROTOCOL}, {@link PHASE_TO_REACH} and {@link DRAINED_HOST}. */
export const toldByDeployment = (scope: Construct, cluster: string): Parameters<typeof resolveCluster>[2] => ({
  keptProtocol: protocols.safeParse(scope.node.tryGetContext(KEPT_PROTOCOL)).data?.[cluster],
  phase: phases.safeParse(scope.node.tryGetContext(PHASE_TO_REACH)).data?.[cluster],
  drainedHost: hosts.safeParse(scope.node.tryGetContext(DRAINED_HOST)).data?.[cluster],
});
