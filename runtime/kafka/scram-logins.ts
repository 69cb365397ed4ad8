import { randomInt } from 'node:crypto';
import path from 'node:path';
import { isEncrypted } from '../../model/authentication/listener-protocol';
import { isKeptByKafka } from '../../model/authentication/mechanism-lookup';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { formerKey, isTakenOver, presentPassword } from '../../model/authentication/password-versions';
import type { ClusterManifest, ManifestUser } from '../../model/manifest/manifest';
import { CLIENT_FILES } from '../../model/names/paths';
import { Duration } from '../../model/units/duration';
import { accessesOf } from '../credentials/listener-choice';
import { readIfThere } from '../files/optional-file';
import { readPasswords } from '../files/passwords-file';
import { administratorOf, quietly } from './kafka-admin';
import { bounded, TimedOut } from '../wait';
import { ClientSockets } from './client-sockets';
import { clientFolder, kafkaWith } from './kafka-client';

/** Whether a user's password lets it in; `unknown` where nobody could be asked. */
export type LoginVerdict = 'accepted' | 'refused' | 'unknown';

export interface ScramLogin {
  readonly user: string;
  readonly mechanism: string;
  /** The password's version. */
  readonly version: number;
  readonly verdict: LoginVerdict;
}

/** Logins that are tried at a time: each is hashed for. */
const AT_ONCE = 8;
/** For one login, whose tries kafkajs does not bound together. */
const ANSWERED = Duration.seconds(30);

interface LoginOptions {
  /** Whose logins are tried. Default: every user's. */
  readonly isWanted?: (user: ManifestUser, passwords: ReadonlyMap<string, string>) => boolean;
  /** How long all of them take together; what is open then is given up, and unknown. Default: as long as each takes. */
  readonly within?: Duration;
}

/** Where the passwords are, and the administrator's files. */
interface LoginFiles {
  readonly clients: string;
  readonly passwordsFile: string;
}

/** Tries the logins of the users that are wanted, as {@link tryScramLogins} does; none where there is no such user. */
export async function scramLogins(
  manifest: ClusterManifest,
  { clients, passwordsFile }: LoginFiles,
  { isWanted = () => true, within }: LoginOptions = {},
): Promise<readonly ScramLogin[]> {
  if (!manifest.users.some(({ mechanisms }) => mechanisms.some(isKeptByKafka))) {
    return [];
  }
  const passwords = await readPasswords(passwordsFile);
  const users = manifest.users.filter((user) => isWanted(user, passwords));
  const authority = await readIfThere(path.join(clientFolder(clients, administratorOf(manifest)), CLIENT_FILES.ca));
  return await tryScramLogins({ ...manifest, users }, passwords, { authority: authority?.toString(), within });
}

/**
 * Logs in as each SCRAM user by each of its mechanisms, over a published listener, with its former password where that is kept. Nothing tells
 * what a password is but that it lets somebody in. They are in the order of the declaration, whoever is answered first.
 *
 * @param options `authority`: certificates that the listeners are trusted by, as PEM; nobody is asked without
 */
async function tryScramLogins(
  manifest: ClusterManifest,
  passwords: ReadonlyMap<string, string>,
  { authority, within }: Pick<LoginOptions, 'within'> & { readonly authority: string | undefined },
): Promise<readonly ScramLogin[]> {
  const tried = manifest.users.flatMap((user) => passwordsOf(user, passwords));
  // Where there is no time for all, others have theirs the next time.
  const first = within === undefined || tried.length === 0 ? 0 : randomInt(tried.length);
  const open = [...tried.slice(first), ...tried.slice(0, first)];
  const verdicts = new Map<ScramPassword, LoginVerdict>();
  const over = new AbortController();
  const next = async (): Promise<void> => {
    for (let one = open.shift(); one !== undefined; one = open.shift()) {
      const { user, mechanism, password } = one;
      const verdict =
        password === undefined
          ? 'refused'
          : authority === undefined
            ? 'unknown'
            : await tryLogin(manifest, user, { mechanism, password, authority, signal: over.signal });
      verdicts.set(one, verdict);
    }
  };
  const all = Promise.all(Array.from({ length: AT_ONCE }, next));
  await (within === undefined ? all : inTime(all, within));
  open.length = 0;
  over.abort();
  await all;
  return tried.map((one) => ({
    ...{ user: one.user.name, mechanism: one.mechanism, version: one.version },
    verdict: verdicts.get(one) ?? 'unknown',
  }));
}

/** Waits for its end, or no longer than that. */
async function inTime(work: Promise<unknown>, within: Duration): Promise<void> {
  await bounded(work, { within, awaiting: 'all logins to be tried' }).catch((error: unknown) => {
    if (!(error instanceof TimedOut)) {
      throw error;
    }
  });
}

/** What a user logs in by, whatever became of it. */
interface ScramPassword extends Omit<ScramLogin, 'user' | 'verdict'> {
  readonly user: ManifestUser;
  readonly mechanism: SaslMechanism;
  readonly password: string | undefined;
}

function passwordsOf(user: ManifestUser, passwords: ReadonlyMap<string, string>): readonly ScramPassword[] {
  const { mechanisms, former, passwordVersion = 1 } = user;
  const present = presentPassword(user, passwords);
  if (present === undefined && isTakenOver(user)) {
    return [];
  }
  return [
    ...mechanisms
      .filter(isKeptByKafka)
      .map((mechanism) => ({ user, mechanism, version: passwordVersion, password: present })),
    ...(former === undefined
      ? []
      : [{ user, mechanism: former, version: passwordVersion - 1, password: passwords.get(formerKey(user)) }]),
  ];
}

async function tryLogin(
  manifest: ClusterManifest,
  user: ManifestUser,
  {
    mechanism,
    password,
    authority,
    signal,
  }: {
    readonly mechanism: SaslMechanism;
    readonly password: string;
    readonly authority: string;
    /** Gives it up. */
    readonly signal: AbortSignal;
  },
): Promise<LoginVerdict> {
  const access = accessesOf(manifest, { ...user, mechanisms: [mechanism] }, 'published').find(
    ({ listener }) => !listener.clientCertificate,
  );
  if (access === undefined) {
    return 'unknown';
  }
  const { bootstrap, listener } = access;
  const sockets = new ClientSockets();
  const kafka = kafkaWith(
    {
      bootstrap,
      ...(isEncrypted(listener.protocol) && { tls: { ca: authority } }),
      sasl: { mechanism, username: user.name, password },
    },
    { sockets },
  );
  const admin = kafka.admin();
  try {
    await bounded(admin.connect(), { within: ANSWERED, awaiting: `the login of ${user.name} to be answered`, signal });
    return 'accepted';
  } catch (error) {
    // Before the client is asked to end, which would wait for answers.
    sockets.end();
    return isRefusal(error) ? 'refused' : 'unknown';
  } finally {
    await quietly(admin.disconnect());
    sockets.end();
  }
}

/** What kafkajs calls a login that has failed, for whatever reason; it may stand behind the last of its tries. */
const FAILURE = 'KafkaJSSASLAuthenticationError';
/** What a broker says of a user or a password that it doesn't know, and of nothing else. */
const REFUSAL = 'invalid credentials';

/** Whether it was the password: kafkajs calls a connection that broke meanwhile the same, and a mechanism that a listener doesn't take. */
function isRefusal(error: unknown): boolean {
  const { name, message = '', cause } = error as Partial<Error>;
  return (name === FAILURE && message.includes(REFUSAL)) || (cause instanceof Error && isRefusal(cause));
}
