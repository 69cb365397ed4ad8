import Table from 'cli-table3';
import type { ClusterManifest } from '../model/manifest/manifest';
import { type CertificatesSeen, isStuckWith, renewalOf } from './renewal';

const DAY_MILLISECONDS = 86_400_000;

/** A server's or a service's container. */
export interface ServerStatus {
  readonly container: string;
  /** As the engine says it, such as `Up 3 days (healthy)`. */
  readonly state: string;
}

/** Whether who holds a certificate has taken it up. */
export type CertificateUse =
  /** It has, or needs not. */
  | 'in use'
  /** The next deployment issues another one. */
  | 'ends soon'
  /** The next deployment has it taken up. */
  | 'not taken up'
  /** Who holds it did not answer. */
  | 'not seen';

export interface CertificateStatus {
  readonly identity: string;
  readonly ends: Date;
  readonly use: CertificateUse;
}

export interface ClusterStatus {
  readonly servers: readonly ServerStatus[];
  /** The first to end first. */
  readonly certificates: readonly CertificateStatus[];
}

/** When the certificate ends that a broker serves, by its container; undefined where it does not answer. */
export type ServedEnds = ReadonlyMap<string, Date | undefined>;

/** What runs, and until when. */
export function clusterStatus(
  manifest: Pick<ClusterManifest, 'name' | 'identities' | 'renewal' | 'brokers' | 'metadata' | 'services'>,
  seen: CertificatesSeen,
  served: ServedEnds,
  now: Date,
): ClusterStatus {
  const declared = [...manifest.metadata.servers, ...manifest.brokers, ...manifest.services];
  const { due, replace } = renewalOf(manifest, seen, now);
  const useOf = (name: string, ends: Date): CertificateUse => {
    const identity = manifest.identities.find((each) => each.name === name);
    const holders = seen.holders.filter(({ volumes }) => identity !== undefined && volumes.includes(identity.volume));
    if (due.includes(name)) {
      return 'ends soon';
    }
    if (identity?.role === 'broker' && manifest.renewal?.reload === true) {
      const ending = holders.map(({ container }) => served.get(container));
      return ending.length === 0 || ending.includes(undefined)
        ? 'not seen'
        : ending.every((end) => end !== undefined && Math.abs(end.getTime() - ends.getTime()) < NEARLY)
          ? 'in use'
          : 'not taken up';
    }
    return identity !== undefined &&
      holders.some((holder) => replace.includes(holder.container) && isStuckWith(holder, identity, false))
      ? 'not taken up'
      : 'in use';
  };
  return {
    servers: declared.map(({ container }) => ({
      container,
      state: seen.holders.find((each) => each.container === container)?.state ?? 'not there',
    })),
    certificates: seen.issued
      .filter(({ identity }) => manifest.identities.some(({ name }) => name === identity))
      .map(({ identity, ends: seconds }) => {
        const ends = new Date(seconds * 1000);
        return { identity, ends, use: useOf(identity, ends) };
      })
      .sort((one, other) => one.ends.getTime() - other.ends.getTime()),
  };
}

/** The end is noted when a store has been written, which is a moment after the certificate was made. */
const NEARLY = 600_000;

/** One screen of it. */
export function statusText({ servers, certificates }: ClusterStatus, now: Date): string {
  const style = { head: [], border: [], compact: true };
  const running = new Table({ head: ['server', 'state'], style });
  running.push(...servers.map(({ container, state }) => [container, state]));
  const ending = new Table({ head: ['certificate of', 'ends', 'days left', ''], style });
  ending.push(
    ...certificates.map(({ identity, ends, use }) => [
      identity,
      ends.toISOString().slice(0, 10),
      String(Math.floor((ends.getTime() - now.getTime()) / DAY_MILLISECONDS)),
      USES[use],
    ]),
  );
  return [running.toString(), ...(certificates.length === 0 ? [] : [ending.toString()])].join('\n');
}

const USES: Readonly<Record<CertificateUse, string>> = {
  'in use': 'in use',
  'ends soon': 'ends soon: the next deployment issues another one',
  'not taken up': 'not taken up: the next deployment sees to it',
  'not seen': 'its server does not answer',
};
