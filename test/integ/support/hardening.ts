import type Docker from 'dockerode';

/** What of the container of a server or a service is weaker than promised; empty when nothing is. Most hold secrets. */
export function weaknesses(
  { Config: config, HostConfig: host, Mounts: mounts }: Docker.ContainerInspectInfo,
  holdsSecrets = true,
): string[] {
  // The engine's types leave these open.
  const lists = host as Readonly<Record<'CapDrop' | 'CapAdd' | 'SecurityOpt', readonly string[] | null>>;
  const options = (host.LogConfig?.Config ?? {}) as Readonly<Record<string, string>>;
  const secrets = mounts.filter(({ Destination }) => Destination.endsWith('/secrets'));
  const promises: Readonly<Record<string, boolean>> = {
    'runs as a user that is not root': /^[1-9]\d*:[1-9]\d*$/.test(config.User),
    'has a read-only root file system': host.ReadonlyRootfs === true,
    'has a memory file system where the codecs unpack their libraries': host.Tmpfs?.['/tmp'] !== undefined,
    'has no capabilities': lists.CapDrop?.join() === 'ALL' && (lists.CapAdd ?? []).length === 0,
    'gains no privileges': (lists.SecurityOpt ?? []).some((option) => option.startsWith('no-new-privileges')),
    'is not privileged': host.Privileged !== true,
    'has a memory limit, and no swap beside it': (host.Memory ?? 0) > 0 && host.MemorySwap === host.Memory,
    'has a log that ends': /^\d+[kmg]?$/.test(options['max-size'] ?? ''),
    'has the secrets that it needs mounted, read-only':
      secrets.length === (holdsSecrets ? 1 : 0) && secrets.every(({ RW }) => !RW),
    'mounts named volumes alone': mounts.every(
      ({ Type, Name }) => Type === 'volume' && !/^[0-9a-f]{64}$/.test(Name ?? ''),
    ),
  };
  return Object.entries(promises).flatMap(([promise, kept]) => (kept ? [] : [promise]));
}
