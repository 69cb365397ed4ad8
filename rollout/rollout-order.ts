/** A server whose replacement waits for its turn. */
export interface WaitingServer {
  /** Name of its container. */
  readonly server: string;
  readonly role: 'broker' | 'zookeeper';
  /** Whether it serves: one that doesn't can be taken away without harm. */
  readonly serves: boolean;
  /** Whether it is the broker that is the cluster's controller. */
  readonly controller: boolean;
}

/**
 * The server that is replaced next. Those that don't serve come first, since the others wait for them to be back; then the
 * ZooKeepers, which the brokers depend on; the controller comes last, so that it moves once and not at every turn.
 */
export function nextServer(waiting: readonly WaitingServer[]): WaitingServer | undefined {
  return [...waiting].sort((a, b) => rank(a) - rank(b) || (a.server < b.server ? -1 : 1))[0];
}

function rank({ serves, role, controller }: WaitingServer): number {
  if (!serves) {
    return 0;
  }
  if (role === 'zookeeper') {
    return 1;
  }
  return controller ? 3 : 2;
}
