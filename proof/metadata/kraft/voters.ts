import type { ClusterManifest } from '../../../model/manifest/manifest';
import { CONTROLLER_PORT } from '../../../model/metadata/kraft/kraft-controller';
import { parseAddress } from '../../../runtime/protocol/dial';

/** A server that has a vote in the quorum. */
export interface Voter {
  readonly nodeId: number;
  readonly container: string;
  /** What a person calls it. */
  readonly name: string;
  /** Where it listens as a controller, on the backplane. */
  readonly address: { readonly host: string; readonly port: number };
}

/** The declared voters: the controllers, or the broker where that is its own controller. */
export function votersOf({
  metadata,
  brokers,
  listeners,
}: Pick<ClusterManifest, 'metadata' | 'brokers' | 'listeners'>): readonly Voter[] {
  const replication = listeners.find(({ scope }) => scope === 'replication')?.name ?? '';
  return metadata.controllers === undefined
    ? brokers.map(({ id, container, advertised }) => ({
        ...{ nodeId: id, container, name: `broker ${id}` },
        address: { host: parseAddress(advertised[replication] ?? '').host, port: CONTROLLER_PORT },
      }))
    : metadata.servers.map(({ id, nodeId = -1, container, host, port }) => ({
        ...{ nodeId, container, name: `controller ${id}` },
        address: { host, port },
      }));
}
