import { z } from 'zod';

/** A `package.json`, and what a lock file says of it. */
const declared = z.looseObject({ devDependencies: z.unknown(), peerDependencies: z.unknown() });
const lockFile = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })),
});

/** A `package.json` without what is for development, and without its peers, which the project that installs it brings. */
export function productionPackage(content: unknown): object {
  const { devDependencies: _development, peerDependencies: _peers, ...rest } = declared.parse(content);
  return rest;
}

/**
 * A lock file of what is installed with the package. `npm sbom --omit=dev` does not tell that of the whole one: it leaves out what the
 * package needs as soon as something for development needs it, too.
 */
export function productionLock(content: unknown): object {
  const { packages, ...rest } = lockFile.parse(content);
  return {
    ...rest,
    packages: Object.fromEntries(
      Object.entries(packages)
        .filter(([, { dev }]) => dev !== true)
        .map(([folder, each]) => [folder, folder === '' ? productionPackage(each) : each]),
    ),
  };
}
