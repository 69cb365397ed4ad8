import type { Duration } from '../model/units/duration';
import type { Violation } from '../model/violation';

/** @param servers how many there are that have a gate */
export const slotsTooFew = (server: string, slots: string, servers: number): Violation => ({
  code: 'SlotsTooFew',
  subject: server,
  rule:
    'Terraform’s -parallelism must be above the number of servers that may change at once: gates that wait hold its slots, ' +
    'and a server that is taken away could not be made anew',
  value: slots,
  remedy: `nothing was taken away; apply again with -parallelism=${servers + 10} (cdktf: --terraform-parallelism)`,
});

export const serverOfAnotherCluster = (server: string, cluster: string | undefined, expected: string): Violation => ({
  code: 'ServerOfAnotherCluster',
  subject: server,
  rule: `must be a server of the cluster ${expected}, whose manifest the gate was given`,
  value: cluster,
  remedy: 'let the gate of each cluster name that cluster’s manifest',
});

export const otherNeverReturns = (server: string, other: string): Violation => ({
  code: 'RolloutStuck',
  subject: server,
  rule: 'must be taken away only when the others can do without it',
  value: `${other} is destroyed by the same run and does not come back`,
  remedy: 'destroy one server alone, or all of them without -target; KAFKA_GATE=open lets any go',
});

export const rolloutStuck = (server: string, within: Duration, awaiting: string): Violation => ({
  code: 'RolloutStuck',
  subject: server,
  rule: `must be replaced only when the others can do without it, which they could not within ${within.toString()}`,
  value: `still awaiting ${awaiting}`,
  remedy: 'mend that and apply again, which goes on from here',
});
