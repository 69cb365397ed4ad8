import { z } from 'zod';

/** A `package.json`, and what a lock file says of it. */
const declared = z.record(z.string(), z.unknown());
/** What the project that installs it does not get with it: its peers are that project's own. */
const NOT_INSTALLED = ['devDependencies', 'peerDependencies'];
const lockFile = z.looseObject({
  packages: z.record(z.string(), z.looseObject({ dev: z.boolean().optional() })),
});

/** A `package.json` of what is installed with the package. */
export function productionPackage(content: unknown): object {
  return Object.fromEntries(Object.entries(declared.parse(content)).filter(([name]) => !NOT_INSTALLED.includes(name)));
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
