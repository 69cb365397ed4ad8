import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type Admin,
  type DescribeAclResource,
} from 'kafkajs';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { isEveryoneAllowed } from '../../model/declaration/open-without-rules';
import { may } from '../verification/acl';
import { rulesAbout } from '../verification/declared-rule';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { makeTopic } from '../workload/proof-topic';
import { promised } from '../context/promise-broken';
import type { KafkaConnection } from '../protocol/kafka-connection';
import { isEncrypted } from '../../model/authentication/listener-protocol';
import { mechanismsOf } from '../../model/authentication/mechanism-lookup';
import { ANONYMOUS } from '../../model/authentication/anonymous';
import { runProbes, runProbe, type ProbeTarget, type Probe } from './probe';
import { speaking } from './kafka-probes';
import type { ListenerTarget, AuthFixture } from './fixture';
import { SCRATCH_USER, scratchUserProbe, type ScratchUser } from './scratch-user';
import { removeRules, topicRules } from './topic-rules';
import { REFUSALS, type Expectation, type Attempt } from './attempt';

type Work = (connection: KafkaConnection) => Promise<void>;

/** Someone who is let in at a listener, and has no right to the topic of the proof. */
interface RightlessClient {
  readonly target: ProbeTarget;
  readonly name: string;
  readonly principal: string;
  readonly probe: (work: Work) => Probe;
}

/** Without a rule nothing may be done with a topic; with Read, reading and no more. */
export async function rightsAttempts(fixture: AuthFixture, scratchUser: ScratchUser | undefined): Promise<Attempt[]> {
  const { proof } = fixture;
  const { admin, signal, cleanup } = proof;
  const topic = await makeTopic(proof, 'rights');
  const rules = await topicRules(admin);
  const leader = (await viewPartitions(admin, [topic.name])).find(({ partition }) => partition === 0)?.leader;
  const isRightless = (principal: string): boolean => !mayUse(rules, topic.name, principal);
  const clients = fixture.targets.flatMap((target) => {
    const servers = target.servers.filter(({ at }) => at === `broker ${leader}`);
    return rightlessClientAt(fixture, { ...target, servers }, scratchUser, isRightless) ?? [];
  });
  const read: Work = (connection) => connection.read(topic.name, 0);
  const write: Work = (connection) => connection.write(topic.name, 0, 'must be refused');
  const unruled = isEveryoneAllowed(proof.manifest) ? 'let in' : REFUSALS.rights;
  const tryBoth = async (having: string, mayRead: Expectation, mayWrite: Expectation): Promise<Attempt[]> => {
    const wishes = [
      { what: 'reads', work: read, expected: mayRead },
      { what: 'writes', work: write, expected: mayWrite },
    ];
    const attempts = clients.map(({ target, name, probe }) =>
      runProbes(
        target,
        wishes.map(({ what, work, expected }) => ({
          ...probe(work),
          ...{ identity: `${name}, having ${having}, ${what}`, expected },
        })),
        signal,
      ),
    );
    return (await Promise.all(attempts)).flat();
  };

  const without = await tryBoth('no rule', unruled, unruled);
  const [first] = clients;
  if (first === undefined) {
    return without;
  }
  cleanup.push(`rules for topic ${topic.name} removed`, () => removeRules(admin, topic.name));
  await letRead(admin, topic.name, [...new Set(clients.map(({ principal }) => principal))]);
  await promised(
    until(
      async () => {
        const answers = await Promise.all(
          first.target.servers.map((server) => runProbe(first.target, first.probe(read), server)),
        );
        return answers.every((answer) => answer === 'let in');
      },
      { within: patient(20), awaiting: 'the right to read to take effect', signal },
    ),
  );
  return [...without, ...(await tryBoth('Read', 'let in', REFUSALS.rights))];
}

/** Clients that are let in at a listener and have no right at all. */
function rightlessClientAt(
  fixture: AuthFixture,
  target: ListenerTarget,
  scratchUser: ScratchUser | undefined,
  isRightless: (principal: string) => boolean,
): RightlessClient | undefined {
  const { listener } = target;
  const [kind] = mechanismsOf(listener).flatMap(({ matrix }) => matrix.rightless ?? []);
  if (kind === undefined || listener.scope === 'replication') {
    return undefined;
  }
  const probeBy =
    (probe: Pick<Probe, 'by' | 'tls'>) =>
    (work: Work): Probe => ({ ...{ identity: '', expected: 'let in', action: speaking(work) }, ...probe });
  switch (kind) {
    case 'anyone':
      return {
        target,
        probe: probeBy({ by: '-', tls: isEncrypted(listener.protocol) ? { ca: fixture.credentials.ca } : undefined }),
        ...{ name: 'anyone', principal: `User:${ANONYMOUS}` },
      };
    case 'scratch user':
      return (
        scratchUser && {
          target,
          ...{ name: SCRATCH_USER, principal: `User:${scratchUser.name}` },
          probe: (work) => scratchUserProbe(fixture, listener, scratchUser, work),
        }
      );
    case 'certificate user': {
      const { ca, certificates } = fixture.credentials;
      const users = fixture.proof.manifest.users.filter(
        ({ superUser, principal }) => !superUser && isRightless(principal),
      );
      const user = users.find(({ name }) => certificates.some((pair) => pair.name === name));
      const shown = certificates.find(({ name }) => name === user?.name);
      return (
        user &&
        shown && {
          target,
          ...{ name: user.name, principal: user.principal },
          probe: probeBy({ by: 'certificate', tls: { ca, certificate: shown.certificate, key: shown.key } }),
        }
      );
    }
  }
}

/** Whether a rule that stands already lets a principal use a topic. */
function mayUse(rules: readonly DescribeAclResource[], topic: string, principal: string): boolean {
  const matching = rulesAbout(rules, AclResourceTypes.TOPIC, topic);
  return [AclOperationTypes.READ, AclOperationTypes.WRITE].some((operation) => may(matching, principal, operation));
}

async function letRead(admin: Admin, topic: string, principals: readonly string[]): Promise<void> {
  const rule = (principal: string) => ({
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    principal,
    host: '*',
    operation: AclOperationTypes.READ,
    permissionType: AclPermissionTypes.ALLOW,
  });
  await until(() => admin.createAcls({ acl: principals.map(rule) }), {
    within: patient(15),
    awaiting: 'rules of the proof',
  });
}
