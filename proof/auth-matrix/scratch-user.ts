import { randomBytes } from 'node:crypto';
import type { ManifestListener } from '../../model/manifest/manifest';
import { until } from '../../runtime/wait';
import { staleTopics } from '../workload/proof-topic';
import { promised } from '../context/promise-broken';
import type { KafkaConnection } from '../protocol/kafka-connection';
import { isScram, type ScramMechanism } from '../protocol/scram';
import { tryAll, tryOnce, type Visit } from './probe';
import { speaking } from './kafka-attempts';
import { toController, type Scene } from './fixture';
import { REFUSALS, type Trial } from './attempt';

/** A SCRAM user of the proof's own, which has no right at all until it is given one, and which is taken away again. */
export interface Stranger {
  readonly name: string;
  readonly password: string;
  readonly mechanisms: readonly ScramMechanism[];
  /** Takes it away now rather than at the end. */
  readonly remove: () => Promise<void>;
}

/** How reports call it: the name of this run says nothing to a reader. */
export const STRANGER = 'a user of the proof';

/** Makes the user and awaits that every broker knows it; undefined where nobody logs in by SCRAM. */
export async function makeStranger(scene: Scene): Promise<Stranger | undefined> {
  const { proof, doors } = scene;
  const mechanisms = [...new Set(doors.flatMap(({ listener }) => listener.mechanisms))].filter(isScram);
  if (mechanisms.length === 0) {
    return undefined;
  }
  const name = `${proof.run}-stranger`;
  const password = randomBytes(24).toString('base64url');
  const remove = proof.undo.note(`user ${name} removed`, () =>
    asAdministrator(scene, (connection) => connection.removeScramUser(name, mechanisms)),
  );
  await asAdministrator(scene, async (connection) => {
    // What proofs that were killed have left of theirs.
    for (const stale of staleTopics(await connection.scramUsers(), Date.now())) {
      for (const mechanism of ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const) {
        await connection.removeScramUser(stale, [mechanism]);
      }
    }
    await connection.makeScramUser(name, mechanisms, password);
  });
  const stranger = { name, password, mechanisms, remove };
  await awaitKnown(scene, stranger, true);
  return stranger;
}

/** Not ended by Ctrl-C: what is undone then takes the same way, and a user under way has to be made before it is removed. */
async function asAdministrator(scene: Scene, work: (connection: KafkaConnection) => Promise<void>): Promise<void> {
  // The controller may move between the look and the request.
  await until(
    async () => {
      const connection = await toController(scene);
      try {
        await work(connection);
      } finally {
        connection.close();
      }
      return true;
    },
    { within: '20s', awaiting: 'the controller to change a user of the proof' },
  );
}

/** The user at a listener, by the given mechanism, or the first that will do. */
export function strangersVisit(
  { cast }: Pick<Scene, 'cast'>,
  listener: ManifestListener,
  { name, password }: Stranger,
  work: (connection: KafkaConnection) => Promise<void> = (connection) => connection.askForBrokers(),
): Visit {
  const mechanism = listener.mechanisms.find(isScram) ?? 'SCRAM-SHA-512';
  return {
    ...{ by: mechanism, identity: STRANGER, expected: 'let in' },
    tls: listener.protocol === 'SASL_SSL' ? { ca: cast.ca } : undefined,
    act: speaking(async (connection) => {
      await connection.logIn({ mechanism, user: name, password });
      await work(connection);
    }),
  };
}

/** A changed credential reaches every broker a moment later. */
async function awaitKnown(scene: Scene, stranger: Stranger, isKnown: boolean): Promise<void> {
  const doors = scene.doors.filter(({ listener }) => listener.mechanisms.some(isScram));
  const door = doors.find(({ listener }) => listener.scope === 'published') ?? doors[0];
  if (door === undefined) {
    return;
  }
  const visit = strangersVisit(scene, door.listener, stranger);
  await promised(
    until(
      async () => {
        const answers = await Promise.all(door.gate.places.map((place) => tryOnce(door.gate, visit, place)));
        return answers.every((answer) => (answer === 'let in') === isKnown);
      },
      {
        within: '20s',
        awaiting: `${STRANGER} to be ${isKnown ? 'let in after it was made' : 'refused after its removal'} at every broker`,
        signal: scene.proof.signal,
      },
    ),
  );
}

/** After its removal the user is refused at each of its listeners, by each mechanism. */
export async function revokedTrials(scene: Scene, stranger: Stranger): Promise<Trial[]> {
  scene.proof.say('a user that was let in, after its removal');
  await stranger.remove();
  await awaitKnown(scene, stranger, false);
  const trials = await Promise.all(
    scene.doors.map(({ listener, gate }) =>
      tryAll(
        gate,
        listener.mechanisms.filter(isScram).map((mechanism) => ({
          ...strangersVisit(scene, { ...listener, mechanisms: [mechanism] }, stranger),
          ...{ identity: `${STRANGER}, after its removal`, expected: REFUSALS.credentials, where: 'one' },
        })),
        scene.proof.signal,
      ),
    ),
  );
  return trials.flat();
}
