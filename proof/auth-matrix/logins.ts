import { join } from 'node:path';
import type { Admin, Kafka } from 'kafkajs';
import { isSpokenByKafkaJs, showsToken } from '../../model/authentication/mechanism-lookup';
import type { ManifestListener, ManifestUser } from '../../model/manifest/manifest';
import { readCredentials } from '../../runtime/credentials/client-conf';
import { CLIENT_FILES } from '../../model/names/paths';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { clientFolder, kafkaWith } from '../../runtime/kafka/kafka-client';
import { accessesOf } from '../../runtime/credentials/listener-choice';
import { PROOF_NAME, type ProofContext } from '../context/proof-context';

/** One way in which one user may come in at one listener. */
export interface KafkaJsLogin {
  readonly user: string;
  /** What the user shows: a SASL mechanism or a certificate. */
  readonly by: string;
  /** kafkajs as this user in this way, with one broker to begin with. */
  at(address: string): Kafka;
  end(admin: Admin): Promise<void>;
}

/** Every way in which kafkajs can come in as a declared user at a published listener; others are for `toolLogins`. */
export async function loginsAt(
  proof: Pick<ProofContext, 'manifest' | 'clients' | 'tokens'>,
  listener: ManifestListener,
): Promise<readonly KafkaJsLogin[]> {
  const logins = await Promise.all(
    proof.manifest.users.map(async (user): Promise<KafkaJsLogin[]> => {
      const accesses = accessesOf(proof.manifest, user, 'published').filter(
        (access) => access.listener.name === listener.name && isSpokenByKafkaJs(access.authentication),
      );
      const token = accesses.length > 0 && showsToken(user) ? await proof.tokens.of(user.name) : undefined;
      return showsToken(user) && token === undefined
        ? []
        : await Promise.all(accesses.map(({ mechanism }) => loginOf(proof, user, mechanism, token)));
    }),
  );
  return logins.flat();
}

async function loginOf(
  proof: Pick<ProofContext, 'clients'>,
  user: ManifestUser,
  mechanism: string | undefined,
  token: string | undefined,
): Promise<KafkaJsLogin> {
  const credentials = await readCredentials(join(clientFolder(proof.clients, user.name), CLIENT_FILES.kcat));
  return {
    user: user.name,
    by: mechanism ?? 'certificate',
    at: (address) => kafkaWith(credentials, { bootstrap: [address], mechanism, token, clientId: PROOF_NAME }),
    end: (admin) => quietly(admin.disconnect()),
  };
}
