import type { Attempt } from '../auth-matrix/attempt';
import type { AuthFixture } from '../auth-matrix/fixture';
import type { Check } from '../context/check';
import type { ProofContext } from '../context/proof-context';

/** What the proof knows of one kind of metadata store. */
export interface MetadataProof {
  /** As the manifest calls it. */
  readonly kind: string;
  /** What is promised for when its servers are lost. */
  readonly checks: readonly Check[];
  /** Ports on which each of its servers may listen, beside that of metrics. */
  readonly ports: readonly number[];
  /** Right and wrong identities at every port of its servers. */
  attempts(fixture: AuthFixture): Promise<readonly Attempt[]>;
  /** Waits until so many of its servers serve the brokers. */
  awaitServing(proof: Pick<ProofContext, 'engines' | 'manifest' | 'signal'>, servers: number): Promise<unknown>;
}
