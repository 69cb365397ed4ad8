import type { ClusterManifest, ManifestListener } from '../../model/manifest/manifest';
import type { Attempt } from '../auth-matrix/attempt';
import type { AuthFixture } from '../auth-matrix/fixture';
import type { Check, PartialResult } from '../context/check';
import type { ProofContext } from '../context/proof-context';

/** A broker's listener for its metadata store. */
export interface MetadataListener extends Pick<ManifestListener, 'name' | 'protocol'> {
  readonly port: number;
}

/** What the proof knows of one kind of metadata store. */
export interface MetadataProof {
  /** As the manifest calls it. */
  readonly kind: string;
  /** What is promised for when its servers are lost. */
  readonly checks: readonly Check[];
  /** Ports on which each of its servers may listen, beside that of metrics. */
  readonly ports: readonly number[];
  /** Listeners that each broker has for it beside the declared ones. Absent for none. */
  brokerListeners?(manifest: Pick<ClusterManifest, 'metadata'>): readonly MetadataListener[];
  /** Right and wrong identities at every port of its servers. */
  attempts(fixture: AuthFixture): Promise<readonly Attempt[]>;
  /** Waits until so many of its servers serve the brokers. */
  awaitServing(proof: ProofContext, servers: number): Promise<unknown>;
  /** Container of the server that leads the others of the store; undefined while none does. */
  leader(proof: ProofContext): Promise<string | undefined>;
  /**
   * Container of the server that is the controller, as the brokers at these addresses know it; null for none. Absent where the controller is
   * one of the brokers.
   */
  controller?(proof: Pick<ProofContext, 'manifest' | 'clients'>, addresses: readonly string[]): Promise<string | null>;
  /** What is wrong with who belongs to it, as the cluster sees it, and what was seen. Absent where brokers know nothing of that. */
  members?(proof: ProofContext, addresses: readonly string[]): Promise<PartialResult>;
}
