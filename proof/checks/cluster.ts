import type { Violation } from '../../model/violation';
import type { ClusterManifest, ManifestListener } from '../../model/manifest/manifest';
import { addressesOf } from '../../runtime/credentials/listener-choice';
import { patient } from '../../runtime/patience';
import { bounded } from '../../runtime/wait';
import { settleAll } from '../context/settle-all';
import { distinct, resultOf, type Check, type CheckResult } from '../context/check';
import { because, lateMark } from '../context/late';
import { viewCluster, type ClusterView } from '../../runtime/kafka/cluster-view';
import { internalBootstrap, internalUser } from '../../runtime/toolbox/internal-bootstrap';
import { metadataProofOf } from '../metadata/metadata-proofs';
import { loginsAt } from '../auth-matrix/logins';
import { pingBroker } from '../context/cluster-health';
import type { ProofContext } from '../context/proof-context';
import { ToolFailed } from '../../runtime/toolbox/tool-failure';

const REMEDY = 'look at the brokers’ logs (docker logs), then run npm run deploy';

/** What is wrong with the brokers that a client sees at a listener. */
export function registrationViolations(manifest: ClusterManifest, listener: string, view: ClusterView): Violation[] {
  const violations: Violation[] = [];
  for (const { id, advertised } of manifest.brokers) {
    const [seen, declared] = [view.brokers.get(id), advertised[listener]];
    if (seen === undefined) {
      violations.push({
        code: 'BrokerMissing',
        subject: `broker ${id}`,
        rule: `must be seen at listener ${listener}`,
        remedy: REMEDY,
      });
    } else if (declared !== undefined && seen !== declared) {
      violations.push({
        code: 'AddressDiffers',
        subject: `broker ${id}, listener ${listener}`,
        rule: `must be advertised at ${declared}`,
        value: seen,
        remedy: REMEDY,
      });
    }
  }
  const declaredIds = new Set(manifest.brokers.map(({ id }) => id));
  for (const id of view.brokers.keys()) {
    if (!declaredIds.has(id)) {
      violations.push({
        code: 'BrokerUnknown',
        subject: `broker ${id}`,
        rule: 'must be declared',
        remedy: 'stop what registered itself, or declare it',
      });
    }
  }
  if (view.controller === null || !declaredIds.has(view.controller)) {
    violations.push({
      code: 'ControllerMissing',
      subject: `cluster ${manifest.name}`,
      rule: 'must have one controller among its brokers',
      value: String(view.controller),
      remedy: REMEDY,
    });
  }
  return violations;
}

async function run(proof: ProofContext): Promise<CheckResult> {
  const { manifest } = proof;
  const violations: Violation[] = [];
  const evidence: string[] = [];

  const view = await viewCluster(proof.admin);
  const members = await metadataProofOf(manifest).members?.(proof, [...view.brokers.values()]);
  evidence.push(
    `cluster ${view.clusterId}: brokers ${[...view.brokers.keys()].sort((a, b) => a - b).join(', ')} registered` +
      (members === undefined ? `, controller ${String(view.controller)}` : ''),
    ...(members?.evidence ?? []),
  );
  violations.push(...(members?.violations ?? []), ...(await livenessViolations(proof)));

  const within = (wanted: ManifestListener['scope']): readonly ManifestListener[] =>
    manifest.listeners.filter(({ scope }) => scope === wanted);
  const reached = await settleAll([
    ...within('published').map((listener) => fromOutside(proof, listener)),
    ...within('internal').map((listener) => fromInside(proof, listener, view)),
  ]);
  violations.push(...reached.flatMap((each) => each.violations));
  evidence.push(...reached.flatMap((each) => each.evidence));
  return resultOf(distinct(violations), violations.length === 0 ? evidence : []);
}

/** Whether a listener is reached, and how it was. */
interface Reached {
  readonly violations: readonly Violation[];
  readonly evidence: readonly string[];
}

async function fromOutside(proof: ProofContext, listener: ManifestListener): Promise<Reached> {
  proof.say(`listener ${listener.name}, from outside`);
  return {
    violations: await publishedViolations(proof, listener),
    evidence: [`${listener.name}: reached from outside at ${addressesOf(proof.manifest, listener).join(', ')}`],
  };
}

async function fromInside(proof: ProofContext, listener: ManifestListener, view: ClusterView): Promise<Reached> {
  const user = internalUser(proof.manifest, listener);
  if (user === undefined) {
    return { violations: [], evidence: [] };
  }
  proof.say(`listener ${listener.name}, from inside`);
  return {
    violations: await internalViolations(proof, listener, user, view),
    evidence: [
      `${listener.name}: reached from inside by ${user} at ${addressesOf(proof.manifest, listener).join(', ')}`,
    ],
  };
}

/** Comes in with Kafka's own client at the addresses that are advertised inside the network. */
async function internalViolations(
  proof: ProofContext,
  listener: ManifestListener,
  user: string,
  view: ClusterView,
): Promise<Violation[]> {
  const toolbox = await proof.toolbox();
  try {
    const brokers = await toolbox.reachedBrokers(user, internalBootstrap(proof.manifest, user), patient(20));
    return registrationViolations(proof.manifest, listener.name, { ...view, brokers });
  } catch (error) {
    if (!(error instanceof ToolFailed)) {
      throw error;
    }
    return [
      {
        code: 'BrokerUnreachable',
        subject: `listener ${listener.name} from inside the network`,
        rule: `must be reachable for ${user}`,
        ...{ value: error.reason, ...lateMark(error.late) },
        remedy: REMEDY,
      },
    ];
  }
}

async function livenessViolations({ admin, manifest, signal }: ProofContext): Promise<Violation[]> {
  const violations = await Promise.all(
    manifest.brokers.map(async ({ id }): Promise<Violation[]> => {
      try {
        await pingBroker(admin, id, signal);
        return [];
      } catch (error) {
        return [
          {
            code: 'BrokerDiffers',
            subject: `broker ${id}`,
            rule: 'must answer for its own id at its advertised address',
            ...because(error),
            remedy: REMEDY,
          },
        ];
      }
    }),
  );
  return violations.flat();
}

/** Comes in at each broker's address by itself, and looks at what is advertised from there. */
async function publishedViolations(proof: ProofContext, listener: ManifestListener): Promise<Violation[]> {
  const [login] = await loginsAt(proof, listener);
  if (login === undefined) {
    return [];
  }
  const violations = await Promise.all(
    addressesOf(proof.manifest, listener).map(async (address): Promise<Violation[]> => {
      const admin = login.at(address).admin();
      try {
        await bounded(admin.connect(), {
          within: patient(15),
          awaiting: `a connection to ${address}`,
          signal: proof.signal,
        });
        return registrationViolations(proof.manifest, listener.name, await viewCluster(admin));
      } catch (error) {
        return [
          {
            code: 'BrokerUnreachable',
            subject: `${address}, listener ${listener.name}`,
            rule: `must be reachable for ${login.user}`,
            ...because(error),
            remedy: REMEDY,
          },
        ];
      } finally {
        await login.end(admin);
      }
    }),
  );
  return violations.flat();
}

export const cluster: Check = {
  name: 'cluster',
  promise: 'every broker is registered under its own id, there is one controller, every address is reachable',
  needs: ['container'],
  claim: 'reads',
  run,
};
