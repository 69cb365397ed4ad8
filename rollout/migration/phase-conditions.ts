import type { ClusterManifest } from '../../model/manifest/manifest';
import { keepsUp, type QuorumView } from '../../runtime/kafka/quorum-view';
import type { MigrationView } from '../../runtime/migration/migration-view';

/** What of servers that answer is looked at. */
export type Observed = Pick<MigrationView, 'quorum' | 'controllerSpeech' | 'brokerSpeech' | 'former'>;

/** What must be so, and is not yet; undefined when nothing. */
export type Condition = (
  observed: Observed,
  manifest: Pick<ClusterManifest, 'brokers' | 'metadata'>,
) => Promise<string | undefined>;

/** All of some, the first that is not so. */
const all =
  (...conditions: readonly Condition[]): Condition =>
  async (observed, manifest) => {
    for (const condition of conditions) {
      const unmet = await condition(observed, manifest);
      if (unmet !== undefined) {
        return unmet;
      }
    }
    return undefined;
  };

const controllersOf = ({ metadata }: Pick<ClusterManifest, 'metadata'>): readonly number[] =>
  metadata.servers.flatMap(({ nodeId }) => nodeId ?? []);

const quorumLeads: Condition = async (observed) =>
  (await observed.quorum()).leader < 0 ? 'the controllers to elect a leader' : undefined;

const quorumIsWhole: Condition = async (observed, manifest) => {
  const quorum = await observed.quorum();
  if (quorum.leader < 0) {
    return 'the controllers to elect a leader';
  }
  const behind = controllersOf(manifest).filter((id) => !keepsUp(quorum, id));
  return behind.length === 0 ? undefined : `controller ${behind.join(', ')} to have all of the metadata`;
};

/** @param silent whether one that doesn't answer is no reason against it: it may be the one that is to be replaced */
const controllersMigrate =
  (migrates: boolean, { silent = false } = {}): Condition =>
  async (observed, manifest) => {
    const speech = await observed.controllerSpeech();
    const isOther = (id: number): boolean => {
      const told = speech.get(id)?.migrates;
      return told === undefined ? !silent : told !== migrates;
    };
    const others = controllersOf(manifest).filter(isOther);
    return others.length === 0
      ? undefined
      : `controller ${others.join(', ')} ${migrates ? 'to be ready for the migration' : 'to have ended the migration'}`;
  };

const nothingIsTaken: Condition = async (observed) => {
  const { offset = -1 } = await observed.former();
  return offset < 0 ? undefined : `the former metadata store to know of no earlier attempt (it does, up to ${offset})`;
};

const metadataAreTaken: Condition = async (observed) => {
  const { byQuorum, offset = -1 } = await observed.former();
  if (offset < 0) {
    return 'the controllers to take the metadata over, once every broker has told them that it migrates';
  }
  return byQuorum ? undefined : 'a controller of the quorum to lead the brokers';
};

const brokersAre =
  (inQuorum: boolean): Condition =>
  async (observed, { brokers }) => {
    const speech = await observed.brokerSpeech();
    const others = brokers.map(({ id }) => id).filter((id) => speech.get(id)?.inQuorum !== inQuorum);
    return others.length === 0
      ? undefined
      : `broker ${others.join(', ')} ${inQuorum ? 'to be a member of the quorum' : 'to have left the quorum'}`;
  };

const membersKeepUp: Condition = async (observed, { brokers }) => {
  const quorum: QuorumView = await observed.quorum();
  const behind = brokers.map(({ id }) => id).filter((id) => !keepsUp(quorum, id));
  return behind.length === 0 ? undefined : `broker ${behind.join(', ')} to have all of the quorum’s metadata`;
};

const quorumIsForgotten: Condition = async (observed) => {
  const { byQuorum, offset } = await observed.former();
  if (byQuorum) {
    return 'the former metadata store to forget that a controller of the quorum leads';
  }
  return offset === undefined ? undefined : 'the former metadata store to forget the quorum';
};

const brokerLeads: Condition = async (observed) =>
  (await observed.former()).controller === undefined ? 'a broker to become the controller' : undefined;

/** The first, or else the second; what is awaited is what the first one says. */
const either =
  (one: Condition, other: Condition): Condition =>
  async (observed, manifest) => {
    const unmet = await one(observed, manifest);
    return unmet !== undefined && (await other(observed, manifest)) === undefined ? undefined : unmet;
  };

const allAreMembers = all(quorumIsWhole, brokersAre(true), membersKeepUp);
const isEnded = all(quorumIsWhole, controllersMigrate(false));

/** What has to be so before and after a phase. */
export interface PhaseConditions {
  /** Before it begins. */
  readonly before: Condition;
  /** Before each server that is replaced in it, when some may have been already, and one may be lost that has to come back. */
  readonly during: Condition;
  /** When it has come about. */
  readonly after: Condition;
}

/** By the phases' names. What one leads to the next one asks for: a deployment may end before it has come about. */
export const PHASE_CONDITIONS: Readonly<Partial<Record<string, PhaseConditions>>> = {
  provision: { before: nothingIsTaken, during: nothingIsTaken, after: all(quorumIsWhole, controllersMigrate(true)) },
  // Also on the way back, when the metadata have been taken already.
  migrate: {
    before: all(quorumIsWhole, controllersMigrate(true)),
    during: all(quorumLeads, controllersMigrate(true, { silent: true })),
    after: all(quorumIsWhole, metadataAreTaken, brokersAre(false)),
  },
  dualWrite: { before: all(quorumIsWhole, metadataAreTaken), during: metadataAreTaken, after: allAreMembers },
  // Kafka doesn't look: a broker that is no member yet would never be led again. Where it has ended, nothing is left to be lost.
  finalize: {
    before: allAreMembers,
    during: either(brokersAre(true), controllersMigrate(false)),
    after: isEnded,
  },
  retire: { before: isEnded, during: controllersMigrate(false, { silent: true }), after: isEnded },
  withdraw: { before: brokersAre(false), during: quorumIsForgotten, after: all(quorumIsForgotten, brokerLeads) },
};
