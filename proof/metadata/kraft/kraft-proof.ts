import {
  CONTROLLER_LISTENER,
  CONTROLLER_PORT,
  CONTROLLER_PROTOCOL,
  KRAFT,
} from '../../../model/metadata/kraft/kraft-controller';
import { viewQuorum } from '../../../runtime/kafka/quorum-view';
import type { MetadataProof } from '../metadata-proof';
import { leaderAmong } from '../quorum-loss';
import { kraftAttempts } from './kraft-attempts';
import { awaitServing, memberViolations, viewControllers } from './quorum';
import { quorum } from './quorum-check';
import { votersOf } from './voters';

/** What the proof knows of KRaft. */
export const kraftProof: MetadataProof = {
  kind: KRAFT,
  checks: [quorum],
  ports: [CONTROLLER_PORT],
  brokerListeners: ({ metadata }) =>
    metadata.controllers === undefined
      ? [{ name: CONTROLLER_LISTENER, protocol: CONTROLLER_PROTOCOL, port: CONTROLLER_PORT }]
      : [],
  attempts: kraftAttempts,
  awaitServing,
  leader: async (proof) => leaderAmong(await viewControllers(proof)),
  controller: async (proof, addresses) => {
    const { leader } = await viewQuorum(proof, addresses);
    return votersOf(proof.manifest).find(({ nodeId }) => nodeId === leader)?.container ?? null;
  },
  members: async (proof, addresses) => {
    const view = await viewQuorum(proof, addresses);
    return {
      violations: memberViolations(proof.manifest, view),
      evidence: [
        `controllers ${view.voters.map(({ nodeId }) => nodeId).join(', ')} vote, ${view.leader} leads in epoch ${view.epoch}, ` +
          'every broker follows',
      ],
    };
  },
};
