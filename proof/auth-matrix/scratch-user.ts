import { randomBytes } from 'node:crypto';
import type { ManifestListener } from '../../model/manifest/manifest';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import { atController } from '../protocol/controller-connection';
import { promised } from '../context/promise-broken';
import type { KafkaConnection } from '../protocol/kafka-connection';
import { isScram } from '../../model/authentication/scram';
import type { ScramMechanism } from '../../model/authentication/scram-exchange';
import { runProbes, runProbe, type Probe } from './probe';
import { speaking } from './kafka-probes';
import type { AuthFixture } from './fixture';
import { REFUSALS, type Attempt } from './attempt';

/** A SCRAM user of the proof's own, which has no right at all until it is given one, and which is taken away again. */
export interface ScratchUser {
  readonly name: string;
  readonly password: string;
  readonly mechanisms: readonly ScramMechanism[];
  /** Takes it away now rather than at the end. */
  readonly remove: () => Promise<void>;
}

/** Its name in reports, instead of one with the run's random part. */
export const SCRATCH_USER = 'a user of the proof';

/** Makes the user and awaits that every broker knows it; undefined where nobody logs in by SCRAM. */
export async function makeScratchUser(fixture: AuthFixture): Promise<ScratchUser | undefined> {
  const { proof, targets } = fixture;
  const mechanisms = [...new Set(targets.flatMap(({ listener }) => listener.mechanisms))].filter(isScram);
  if (mechanisms.length === 0) {
    return undefined;
  }
  const name = `${proof.run}-scratch-user`;
  const password = randomBytes(24).toString('base64url');
  const remove = proof.cleanup.push(`user ${name} removed`, () =>
    atController(proof, (connection) => connection.removeScramUser(name, mechanisms)),
  );
  await atController(proof, (connection) => connection.makeScramUser(name, mechanisms, password));
  const scratchUser = { name, password, mechanisms, remove };
  await awaitKnown(fixture, scratchUser, true);
  return scratchUser;
}

/** The user at a listener, by the given mechanism, or the first that will do. */
export function scratchUserProbe(
  { credentials }: Pick<AuthFixture, 'credentials'>,
  listener: ManifestListener,
  { name, password }: ScratchUser,
  work: (connection: KafkaConnection) => Promise<void> = (connection) => connection.askForBrokers(),
): Probe {
  const mechanism = listener.mechanisms.find(isScram) ?? 'SCRAM-SHA-512';
  return {
    ...{ by: mechanism, identity: SCRATCH_USER, expected: 'let in' },
    tls: listener.protocol === 'SASL_SSL' ? { ca: credentials.ca } : undefined,
    action: speaking(async (connection) => {
      await connection.logIn({ mechanism, user: name, password });
      await work(connection);
    }),
  };
}

/** A changed credential reaches every broker a moment later. */
async function awaitKnown(fixture: AuthFixture, scratchUser: ScratchUser, isKnown: boolean): Promise<void> {
  const targets = fixture.targets.filter(({ listener }) => listener.mechanisms.some(isScram));
  const target = targets.find(({ listener }) => listener.scope === 'published') ?? targets[0];
  if (target === undefined) {
    return;
  }
  const probe = scratchUserProbe(fixture, target.listener, scratchUser);
  await promised(
    until(
      async () => {
        const answers = await Promise.all(target.servers.map((server) => runProbe(target, probe, server)));
        return answers.every((answer) => (answer === 'let in') === isKnown);
      },
      {
        within: patient(20),
        awaiting: `${SCRATCH_USER} to be ${isKnown ? 'let in after it was made' : 'refused after its removal'} at every broker`,
        signal: fixture.proof.signal,
      },
    ),
  );
}

/** After its removal the user is refused at each of its listeners, by each mechanism. */
export async function revokedAttempts(fixture: AuthFixture, scratchUser: ScratchUser): Promise<Attempt[]> {
  fixture.proof.say('a user that was let in, after its removal');
  await scratchUser.remove();
  await awaitKnown(fixture, scratchUser, false);
  const attempts = await Promise.all(
    fixture.targets.map((target) =>
      runProbes(
        target,
        target.listener.mechanisms.filter(isScram).map((mechanism) => ({
          ...scratchUserProbe(fixture, { ...target.listener, mechanisms: [mechanism] }, scratchUser),
          ...{ identity: `${SCRATCH_USER}, after its removal`, expected: REFUSALS.credentials, where: 'one' },
        })),
        fixture.proof.signal,
      ),
    ),
  );
  return attempts.flat();
}
