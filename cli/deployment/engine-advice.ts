import type Docker from 'dockerode';
import { coerce, lt } from 'semver';
import { type Advice, formatViolation } from '../../model/violation';

/** The first Docker engine that keeps a port on 127.0.0.1 to its own machine. */
const KEEPS_LOOPBACK = '28.0.0';

/** What is unwise about the engines of a cluster, in a line for each kind. */
export async function engineAdvice(engines: readonly Docker[]): Promise<readonly string[]> {
  const found = await Promise.all(
    engines.map(async (engine) => {
      const [{ Version: version, Platform: platform }, { OperatingSystem: system, ...limits }] = (await Promise.all([
        engine.version(),
        engine.info(),
      ])) as [Version, { readonly OperatingSystem: string } & Limits];
      const advice = [...exposureAdvice({ version, platform: platform?.Name ?? '', system }), ...limitAdvice(limits)];
      return advice.map(formatViolation);
    }),
  );
  return [...new Set(found.flat())];
}

/** What an engine says of itself. */
interface Version {
  readonly Version: string;
  readonly Platform?: { readonly Name: string };
}

/** Other engines than Docker's, and a virtual machine that no other machine reaches, are not judged. */
export function exposureAdvice(engine: {
  readonly version: string;
  readonly platform: string;
  readonly system: string;
}): readonly Advice[] {
  const found = coerce(engine.version);
  const isJudged = !/podman/i.test(engine.platform) && !/desktop|colima|orbstack/i.test(engine.system);
  return found === null || !isJudged || !lt(found, KEEPS_LOOPBACK)
    ? []
    : [
        {
          code: 'EngineExposesLoopback',
          subject: 'Docker engine',
          rule: 'should be 28 or newer: an older one lets machines of the same network segment reach ports that are bound to 127.0.0.1',
          value: engine.version,
          remedy:
            'use a newer one, or have a firewall drop packets from outside for 127.0.0.0/8 and the containers’ networks (SECURITY.md)',
          unwise: true,
        },
      ];
}

/** What an engine says that its machine can limit. */
interface Limits {
  readonly MemoryLimit?: boolean;
  readonly SwapLimit?: boolean;
}

/** Limits that a container has by its declaration and not on its engine, which drops them without failing. */
export function limitAdvice({ MemoryLimit: memory, SwapLimit: swap }: Limits): readonly Advice[] {
  const missing = memory === false ? 'memory' : swap === false ? 'swap' : undefined;
  return missing === undefined
    ? []
    : [
        {
          code: 'EngineWithoutLimit',
          subject: 'Docker engine',
          rule: `should be able to limit ${missing === 'memory' ? 'memory' : 'swap: a server that runs short of memory swaps, and gets slow, rather than being restarted'}`,
          value: `no ${missing} limit`,
          remedy:
            'have the machine count it (on cgroups v1 by the kernel options cgroup_enable=memory swapaccount=1), or switch swap off',
          unwise: true,
        },
      ];
}
