import { z } from 'zod';
import { parseJson } from '../../runtime/files/required-file';

/** Terraform's own 10 would have most of an engine's work wait for what takes long. */
const USUAL = 64;

/**
 * Topics, users and rules are small calls to a cluster. The provider makes rules in batches, of what comes in without a pause of half a second: of each
 * place that is free meanwhile, one more is in it.
 */
const ON_CLUSTER = 256;

/**
 * The docker provider connects anew for each resource. A host's SSH server drops connections at random beyond ten that have yet to log in
 * (`MaxStartups`), and what is run beside Terraform needs some, too.
 */
const BY_SSH = 6;

const stackSchema = z.object({
  provider: z.looseObject({ docker: z.array(z.object({ host: z.string().optional() })).optional() }),
  resource: z
    .object({ docker_container: z.record(z.string(), z.unknown()).default({}) })
    .default({ docker_container: {} }),
});

/**
 * How many things Terraform does at once in a stack.
 *
 * @param own the environment's own engine, for a stack that names none
 * @param waits whether gates may wait, each of which holds a place: there are as many as containers at most
 */
export function parallelismOf(synthesized: string, own: string, { waits }: { readonly waits: boolean }): string {
  const { data } = stackSchema.safeParse(parseJson(synthesized));
  const isBySsh = data?.provider.docker?.some(({ host = own }) => host.startsWith('ssh://')) ?? false;
  const gates = Object.keys(data?.resource.docker_container ?? {}).length;
  // What somebody has beside them may be refused beyond a rate.
  const places = Object.keys(data?.provider ?? {}).join() === 'kafka' ? ON_CLUSTER : USUAL;
  return `-parallelism=${!isBySsh ? places : waits && gates > 0 ? gates + BY_SSH : BY_SSH}`;
}
