import type Docker from 'dockerode';
import type { Admin, Kafka } from 'kafkajs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { Engines } from '../../runtime/engine/engines';
import type { TokenSource } from '../../runtime/credentials/token-command';
import type { Claim } from './claim';
import type { Timeline } from './timeline';
import type { Toolbox } from '../../runtime/toolbox/toolbox';
import type { CleanupStack } from './cleanup-stack';

/** How the proof's clients are called in the brokers' logs, and what the names of its topics and groups begin with. */
export const PROOF_NAME = 'cdktf-kafka-proof';

/** What a check works with. */
export interface ProofContext {
  readonly manifest: ClusterManifest;
  /** Those that run the cluster: a server is asked for on its own. */
  readonly engines: Engines;
  /** Folder with the users' files. */
  readonly clients: string;
  /** Tokens of users that log in by one. */
  readonly tokens: TokenSource;
  /** Folder for what is kept. */
  readonly outFolder: string;
  /** Name that marks this run's topics and groups. */
  readonly run: string;
  /** Aborts when the proof shall end early. */
  readonly signal: AbortSignal;
  readonly cleanup: CleanupStack;
  /** What happened when, for the report. */
  readonly timeline: Timeline;
  /** What the random parts follow from; printed, so that a run can be repeated. */
  readonly seed: number;
  /** The next number in [0, 1) that follows from the seed. */
  readonly random: () => number;
  /** How long each phase of a load shall last at least, milliseconds. */
  readonly durationMs: number;
  /** How long the soak shall last, milliseconds. */
  readonly soakMs: number;
  /** kafkajs as the administrator; connected. */
  readonly admin: Admin;
  readonly kafka: Kafka;
  /**
   * A container with Kafka's own tools and the logs of the brokers on an engine, by default the cluster's own; started when
   * it is first asked for.
   */
  toolbox(engine?: Docker): Promise<Toolbox>;
  /**
   * Goes on to another claim on the cluster once the checks beside it let it. Whoever takes a server away has `disrupts`, and gives it up
   * for `works` or `verifies` as soon as the cluster is whole, so that the next check may go on.
   */
  claim(claim: Claim): Promise<void>;
  /** Says what is going on. */
  say(text: string): void;
}
