import { isDue } from '../../model/retirement/retirement';
import { WITHDRAWAL } from '../../model/metadata/migration/migration-phase';
import { OperationError } from '../../model/violation';
import {
  ensembleViolations,
  findRetirement,
  leavingRole,
  refuseForeignVolumes,
  removeUnused,
  retireContainers,
  type RetirementEnvironment,
} from '../../rollout/retire';
import { removeEndedTurns } from '../../rollout/ended-turns';
import { type MovingEnvironment, moveCopies } from '../../rollout/moving/moving';
import { forgetQuorum } from '../../rollout/migration/await-phase';
import { migrationRefusals } from '../../rollout/migration/migration-refusals';
import { hasChangingMembers, membershipViolations, settleMembers } from '../../rollout/quorum-members';
import { refuseUnplaceable } from '../../rollout/replicas-of';
import { say } from '../../runtime/process/terminal';
import { describeRemainder } from '../remainder';
import { settled } from '../settled';

/**
 * Takes away what is declared no more, for whoever applies by Terraform or cdktf: before that, the copies that leaving brokers have
 * and the containers; after it, the
 * networks that nothing uses any more. `npm run deploy` does both by itself.
 *
 * @param clients folder for the users' files
 */
export async function retire(
  environment: RetirementEnvironment,
  moving: MovingEnvironment,
  clients: string,
): Promise<number> {
  await settled(environment.manifest, clients);
  const found = await findRetirement(environment);
  refuseForeignVolumes(environment.manifest, found.inventory, found.base);
  const { migration } = environment.manifest.metadata;
  OperationError.throwIfAny([
    ...ensembleViolations(found.retirement, found.inventory, leavingRole(environment.manifest)),
    ...(await membershipViolations(environment.manifest, environment.clientsFolder)),
    ...(await migrationRefusals(environment.manifest, 'first', environment.clientsFolder)),
  ]);
  if (isDue(found.retirement)) {
    await refuseUnplaceable(found.retirement.brokers, environment.manifest, environment.clientsFolder);
    if (found.retirement.brokers.length > 0) {
      say(`Moved: ${await moveCopies(moving, 'needed')}`);
    }
    await retireContainers(environment, found, say).finally(() => removeEndedTurns(environment.manifest));
  }
  if (migration?.phase === WITHDRAWAL) {
    await forgetQuorum(environment.manifest);
  }
  // After Terraform: those that it has made are to vote.
  const { servers } = environment.manifest.metadata;
  const stand = servers.every(({ container }) => found.inventory.containers.some(({ name }) => name === container));
  if (hasChangingMembers(environment.manifest) && stand) {
    await settleMembers({ manifest: environment.manifest, clients: await environment.clientsFolder() });
  }
  say(`Networks and volumes of what is declared no more: ${describeRemainder(await removeUnused(environment))}`);
  return 0;
}
