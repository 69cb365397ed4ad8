import type { Fault } from '../../constructs/private/fault';
import { awaitWhole } from '../broker-fault';
import type { Check, Finding } from '../check';
import { viewCluster } from '../cluster-view';
import { killServer } from '../outage';
import type { Proof } from '../proof';
import { promised } from '../promise-broken';
import { seconds } from '../seconds';
import { together } from '../together';
import { Trial, type Found } from '../trial';

const NAME = 'cold-restart';

async function run(proof: Proof): Promise<Finding> {
  return await Trial.run(proof, NAME, async (trial): Promise<Found> => {
    const { manifest, timeline } = proof;
    const before = await viewCluster(proof.admin);
    const servers = [...manifest.brokers, ...manifest.zookeepers].map(({ container }) => container);

    proof.say(`killing all ${servers.length} servers`);
    const ended = timeline.fault(NAME, 'every server killed');
    const from = Date.now();
    const outages = await together(servers.map((container) => killServer(proof, container)));
    proof.say('starting them again');
    await Promise.all(outages.map(({ end }) => end()));
    ended();
    await promised(awaitWhole(proof, '120s'));
    const wholeAgainMs = Date.now() - from;
    await trial.awaitFlow(Date.now());
    const after = await viewCluster(proof.admin);
    return {
      faults: identityFaults(before.clusterId, after.clusterId),
      evidence: [
        `every broker and ZooKeeper killed at once: cluster ${after.clusterId} whole again after ${seconds(wholeAgainMs)}`,
      ],
      figures: { wholeAgainMs },
    };
  });
}

/** Another id would mean that the cluster began anew. */
export function identityFaults(before: string, after: string): Fault[] {
  return before === after
    ? []
    : [
        {
          code: 'OtherCluster',
          subject: 'the cluster’s id',
          rule: `must still be ${before}`,
          value: after,
          remedy: 'see that ZooKeeper’s volumes are kept: the id lies there',
        },
      ];
}

export const coldRestart: Check = {
  name: NAME,
  promise:
    'after every broker and ZooKeeper was killed at once, the same cluster comes back with every acknowledged record',
  needs: ['fault', 'topic', 'container'],
  run,
};
