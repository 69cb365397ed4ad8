import type { ClusterManifest } from '../model/manifest/manifest';

/** A server whose replacement waits for its turn. */
export interface WaitingServer {
  /** Name of its container. */
  readonly server: string;
  /** Its container's role; another one for a server that has left the declaration. */
  readonly role: string;
  /** Whether others may get something from it: one that does not serve can be taken away without harm. */
  readonly serves: boolean;
  /** Whether it passes its health test. */
  readonly isHealthy: boolean;
  /** Whether it can't change any more which copies are in sync of the partitions that it leads. */
  readonly isStuck?: boolean;
  /** Whether it is the cluster's controller. */
  readonly controller: boolean;
}

/** Roles in the order in which they are replaced: the brokers come after what they depend on. */
export const rolloutRoles = ({ metadata }: Pick<ClusterManifest, 'metadata'>): readonly string[] => [
  ...new Set(metadata.servers.map(({ role }) => role)),
  'broker',
];

/**
 * The server that is replaced next. Those that don't serve come first and then those that are not healthy, since the others wait for
 * them to be back; then those that are stuck, on which whoever comes back would wait in vain; then those that have left the declaration; then one role after the other; the controller comes last, so that it
 * moves once and not at every turn.
 */
export function nextServer(waiting: readonly WaitingServer[], roles: readonly string[]): WaitingServer | undefined {
  const rank = ({ serves, isHealthy, isStuck = false, role, controller }: WaitingServer): number =>
    !serves || !isHealthy ? Number(serves) - 3 : isStuck ? -1 : 2 * (1 + roles.indexOf(role)) + Number(controller);
  return [...waiting].sort((a, b) => rank(a) - rank(b) || (a.server < b.server ? -1 : 1))[0];
}
