import type Docker from 'dockerode';
import { coerce, lt } from 'semver';
import { type Advice, formatViolation } from '../model/violation';

/** The first Docker engine that keeps a port on 127.0.0.1 to its own machine. */
const KEEPS_LOOPBACK = '28.0.0';

/** What is unwise about an engine, in a line for each. */
export async function engineAdvice(engine: Docker): Promise<readonly string[]> {
  const [{ Version: version, Platform: platform }, { OperatingSystem: system }] = (await Promise.all([
    engine.version(),
    engine.info(),
  ])) as [
    { readonly Version: string; readonly Platform?: { readonly Name: string } },
    { readonly OperatingSystem: string },
  ];
  return exposureAdvice({ version, platform: platform?.Name ?? '', system }).map(formatViolation);
}

/** Others engines than Docker's, and a virtual machine that no other machine reaches, are not judged. */
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
