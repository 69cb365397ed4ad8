import { isEncrypted, usesSasl } from '../../model/authentication/listener-protocol';
import { mechanismsOf } from '../../model/authentication/mechanism-lookup';
import type { Violation } from '../../model/violation';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { brokerSecurity, securityViolations } from '../auth-matrix/broker-security';
import { runProbes } from '../auth-matrix/probe';
import { kafkaProbes } from '../auth-matrix/kafka-probes';
import { serverPortViolations } from '../drift/ports';
import { rightsAttempts } from '../auth-matrix/rights';
import { makeFixture, type AuthFixture } from '../auth-matrix/fixture';
import { makeScratchUser, revokedAttempts, SCRATCH_USER } from '../auth-matrix/scratch-user';
import { attemptViolations, attemptTable, type Attempt } from '../auth-matrix/attempt';
import { unreachableProbes } from '../auth-matrix/closed-ports';
import { metadataProofOf } from '../metadata/metadata-proofs';
import type { ProofContext } from '../context/proof-context';
import { settleAll } from '../context/settle-all';

async function run(proof: ProofContext): Promise<CheckResult> {
  proof.say('going where each listener is reached');
  const fixture = await makeFixture(proof);
  const [kafka, metadata, settings, ports] = await settleAll([
    kafkaAttempts(fixture),
    metadataProofOf(proof.manifest).attempts(fixture),
    settingsViolations(proof),
    serverPortViolations(proof),
  ]);
  const attempts = [...kafka, ...metadata];
  const wrong = attempts.filter(({ expected }) => expected !== 'let in');
  const violations = [...attempts.flatMap(attemptViolations), ...settings, ...ports];
  const evidence = [
    `${attempts.length - wrong.length} right identities and ${wrong.length} wrong ones tried, see the table`,
    'no server listens on a port that is not declared',
  ];
  return {
    ...resultOf(violations, [...(violations.length === 0 ? evidence : evidence.slice(0, 1)), ...byName(fixture)], {
      attempts: attempts.length,
    }),
    table: attemptTable(attempts),
  };
}

/** Notes on what the declaration itself makes weaker, and on what was left out. */
function byName({ proof, credentials }: AuthFixture): string[] {
  return proof.manifest.listeners.flatMap((listener) => [
    ...(usesSasl(listener.protocol) && !isEncrypted(listener.protocol)
      ? [`${listener.name} is declared without encryption: who is on the way reads along`]
      : []),
    ...mechanismsOf(listener).flatMap(({ matrix }) => matrix.remark?.(listener.name, credentials) ?? []),
  ]);
}

/** Kafka's listeners, with a user of the proof's own beside the declared ones: without rights, with one, and taken away. */
async function kafkaAttempts(fixture: AuthFixture): Promise<Attempt[]> {
  const { proof, targets, clientsNetwork } = fixture;
  const scratchUser = await makeScratchUser(fixture);
  const credentials = {
    ...fixture.credentials,
    passwords: [...fixture.credentials.passwords, ...(scratchUser === undefined ? [] : [scratchUser])],
  };
  proof.say('right and wrong identities at every listener');
  const [identities, rights] = await settleAll([
    settleAll(
      targets.map(async (target) => [
        ...(await runProbes(target, kafkaProbes(target.listener, credentials), proof.signal)),
        ...(target.listener.scope === 'replication'
          ? await runProbes({ ...target, dial: clientsNetwork }, unreachableProbes, proof.signal)
          : []),
      ]),
    ),
    rightsAttempts(fixture, scratchUser),
  ]);
  const revoked = scratchUser === undefined ? [] : await revokedAttempts(fixture, scratchUser);
  const attempts = [...identities.flat(), ...revoked, ...rights].map((attempt) =>
    scratchUser === undefined
      ? attempt
      : { ...attempt, identity: attempt.identity.replace(scratchUser.name, SCRATCH_USER) },
  );
  return targets.flatMap(({ name }) => attempts.filter(({ listener }) => listener === name));
}

async function settingsViolations({ manifest, admin, signal }: ProofContext): Promise<Violation[]> {
  const own = metadataProofOf(manifest).brokerListeners?.(manifest) ?? [];
  const declaration = { listeners: [...manifest.listeners, ...own] };
  const violations = await Promise.all(
    manifest.brokers.map(async ({ id }) =>
      securityViolations(declaration, id, await brokerSecurity(admin, id, signal)),
    ),
  );
  return violations.flat();
}

export const identities: Check = {
  name: 'identities',
  promise:
    'every listener lets the right identities in and refuses each wrong one for its own reason, ' +
    'and nothing listens that is not declared',
  needs: ['user', 'topic', 'container'],
  claim: 'works',
  run,
};
