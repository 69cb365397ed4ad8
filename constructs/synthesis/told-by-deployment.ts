import type { Construct } from 'constructs';
import { z } from 'zod';
import { KEPT_PROTOCOL } from '../../model/cluster/broker-settings';
import type { resolveCluster } from '../../model/declaration/resolve-cluster';
import { MIGRATION_PHASES, PHASE_TO_REACH } from '../../model/metadata/migration/migration-phase';

const protocols = z.record(z.string(), z.string());
const phases = z.record(z.string(), z.enum(MIGRATION_PHASES));

/** What a deployment has a cluster declare, whatever `main.ts` says; see {@link KEPT_PROTOCOL} and {@link PHASE_TO_REACH}. */
export const toldByDeployment = (scope: Construct, cluster: string): Parameters<typeof resolveCluster>[2] => ({
  keptProtocol: protocols.safeParse(scope.node.tryGetContext(KEPT_PROTOCOL)).data?.[cluster],
  phase: phases.safeParse(scope.node.tryGetContext(PHASE_TO_REACH)).data?.[cluster],
});
