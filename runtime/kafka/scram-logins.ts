import { isKeptByKafka } from '../../model/authentication/mechanism-lookup';
import { isEncrypted } from '../../model/authentication/listener-protocol';
import type { ClusterManifest, ManifestUser } from '../../model/manifest/manifest';
import { accessesOf } from '../credentials/listener-choice';
import { quietly } from './kafka-admin';
import { kafkaWith } from './kafka-client';

/** Whether a user's password lets it in; `unknown` where nobody could be asked. */
export type LoginVerdict = 'accepted' | 'refused' | 'unknown';

export interface ScramLogin {
  readonly user: string;
  readonly mechanism: string;
  readonly verdict: LoginVerdict;
}

/** Logins that are tried at a time: a broker hashes for each. */
const AT_ONCE = 8;

/**
 * Logs in as each SCRAM user by each of its mechanisms, over a published listener. Nothing tells what a password is but that it lets
 * somebody in.
 *
 * @param authority certificates that the listeners are trusted by, as PEM
 */
export async function tryScramLogins(
  manifest: ClusterManifest,
  passwords: ReadonlyMap<string, string>,
  authority: string,
): Promise<readonly ScramLogin[]> {
  const open = manifest.users.flatMap((user) =>
    user.mechanisms.filter(isKeptByKafka).map((mechanism) => ({ user, mechanism })),
  );
  const logins: ScramLogin[] = [];
  const next = async (): Promise<void> => {
    for (let one = open.shift(); one !== undefined; one = open.shift()) {
      const { user, mechanism } = one;
      const password = passwords.get(user.name);
      const verdict =
        password === undefined ? 'refused' : await tryLogin(manifest, user, { mechanism, password, authority });
      logins.push({ user: user.name, mechanism, verdict });
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  return logins;
}

async function tryLogin(
  manifest: ClusterManifest,
  user: ManifestUser,
  {
    mechanism,
    password,
    authority,
  }: { readonly mechanism: string; readonly password: string; readonly authority: string },
): Promise<LoginVerdict> {
  const access = accessesOf(manifest, user, 'published').find(
    ({ listener, mechanism: its }) => its === mechanism && !listener.clientCertificate,
  );
  if (access === undefined) {
    return 'unknown';
  }
  const { bootstrap, listener } = access;
  const kafka = kafkaWith({
    bootstrap,
    ...(isEncrypted(listener.protocol) && { tls: { ca: authority } }),
    sasl: { mechanism, username: user.name, password },
  });
  const admin = kafka.admin();
  try {
    await admin.connect();
    return 'accepted';
  } catch (error) {
    return isRefusal(error) ? 'refused' : 'unknown';
  } finally {
    await quietly(admin.disconnect());
  }
}

/** What kafkajs calls a login that a broker has refused; it may stand behind the last of its tries. */
const REFUSAL = 'KafkaJSSASLAuthenticationError';

function isRefusal(error: unknown): boolean {
  const { name, cause } = error as { readonly name?: string; readonly cause?: unknown };
  return name === REFUSAL || (cause instanceof Error && isRefusal(cause));
}
