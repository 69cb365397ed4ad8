import { REFUSALS } from './attempt';
import type { Probe, ProbeAction } from './probe';

/** Sends nothing: an open connection alone means that the client was let in. */
export const sayNothing: ProbeAction = () => Promise.resolve();

/** At ports on which nobody may listen. */
export const closedProbes: readonly Probe[] = [
  { by: '-', identity: 'anyone', expected: REFUSALS.closed, action: sayNothing, where: 'one' },
];

/** From a network that must not lead there. */
export const unreachableProbes: readonly Probe[] = [
  {
    by: '-',
    identity: 'anyone on the clients’ network',
    expected: REFUSALS.unreachable,
    action: sayNothing,
    where: 'one',
  },
];
