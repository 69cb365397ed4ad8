import { z } from 'zod';
import { certificatesByTcp, type EngineSurroundings } from '../../model/placement/engine-endpoint';
import { parseJson } from '../../runtime/files/required-file';

const namingEngines = z.object({
  provider: z.object({ docker: z.array(z.object({ host: z.string() })).nonempty() }),
});

/**
 * What Terraform, and whatever it runs, finds the certificates by of engines that a stack names, each of them: those of the environment, whose
 * own engine may be reached without any. A stack that leaves its engine to the environment gets none for it: they would stand in the way.
 */
export function namedEngineVariables(
  synthesized: string,
  surroundings: Pick<EngineSurroundings, 'environment' | 'home'>,
): Readonly<Partial<Record<'DOCKER_CERT_PATH', string>>> {
  const certificates = certificatesByTcp(surroundings);
  const isDue = certificates !== undefined && namingEngines.safeParse(parseJson(synthesized)).success;
  return isDue ? { DOCKER_CERT_PATH: certificates } : {};
}
