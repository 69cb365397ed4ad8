import type { Violation } from '../../model/violation';
import { awaitHealthyCluster } from '../context/cluster-health';
import { seconds, type Check, type CheckResult, type PartialResult } from '../context/check';
import { viewCluster } from '../../runtime/kafka/cluster-view';
import { killServer } from '../disruptions/outage';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { settleAll } from '../context/settle-all';
import type { ToleratedViolation } from '../verification/delivery-violations';
import { DeliveryScenario } from '../workload/delivery-scenario';
import { patient } from '../../runtime/patience';

const NAME = 'cold-restart';

/**
 * Of each producer a broker's snapshot keeps the last batch alone. When every broker starts from one, a producer that has several batches
 * without an answer is told that an older one is out of sequence, begins a new epoch and sends them again (KIP-360).
 */
const STORED_TWICE: ToleratedViolation = {
  kind: 'duplicated',
  because:
    'stored twice: what was without an answer when every broker ended at once, of which a broker that starts anew knows the last batch alone ' +
    '(KIP-360); max.in.flight.requests.per.connection=1 or a transaction avoids it',
};

async function run(proof: ProofContext): Promise<CheckResult> {
  const work = async (scenario: DeliveryScenario): Promise<PartialResult> => {
    const { manifest, timeline } = proof;
    const before = await viewCluster(proof.admin);
    const servers = [...manifest.brokers, ...manifest.metadata.servers].map(({ container }) => container);

    proof.say(`killing every server, ${servers.length} in all`);
    const ended = timeline.fault(NAME, 'every server killed');
    const from = Date.now();
    const outages = await settleAll(servers.map((container) => killServer(proof, container)));
    proof.say('starting them again');
    await Promise.all(outages.map(({ end }) => end()));
    ended();
    await promised(awaitHealthyCluster(proof, patient(120)));
    const wholeAgainMs = Date.now() - from;
    await scenario.awaitFlow(Date.now());
    const after = await viewCluster(proof.admin);
    return {
      violations: identityViolations(before.clusterId, after.clusterId, manifest.metadata.name),
      evidence: [
        `every broker and ${manifest.metadata.name} killed at once: cluster ${after.clusterId} whole again after ${seconds(wholeAgainMs)}`,
      ],
      figures: { wholeAgainMs },
    };
  };
  return await DeliveryScenario.run(proof, NAME, work, STORED_TWICE);
}

/** Another id would mean that the cluster began anew. */
export function identityViolations(before: string, after: string, store: string): Violation[] {
  return before === after
    ? []
    : [
        {
          code: 'ClusterDiffers',
          subject: 'the cluster’s id',
          rule: `must still be ${before}`,
          value: after,
          remedy: `see that ${store}’s volumes are kept: the id lies there`,
        },
      ];
}

export const coldRestart: Check = {
  name: NAME,
  promise: 'after every server was killed at once, the same cluster comes back with every acknowledged record',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run,
};
