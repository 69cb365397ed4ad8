import { pbkdf2, randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { type ByteReader, ByteWriter } from './bytes';
import { nameOf, refuseWith } from './kafka-error';
import type { RequestKind } from './kafka-request';

/** Kafka's numbers of the SCRAM mechanisms, and the hash of each. */
const SCRAM: Readonly<Record<string, { readonly number: number; readonly hash: string; readonly bytes: number }>> = {
  'SCRAM-SHA-256': { number: 1, hash: 'sha256', bytes: 32 },
  'SCRAM-SHA-512': { number: 2, hash: 'sha512', bytes: 64 },
};
const SALT_BYTES = 24;

/** Kafka's `AlterUserScramCredentials` (KIP-554). */
export const ALTER_SCRAM_CREDENTIALS: RequestKind = { key: 51, version: 0, flexible: true };

/** What a user logs in by from now on. */
export interface ScramCredential {
  readonly user: string;
  readonly mechanism: string;
  readonly iterations: number;
  readonly password: string;
}

const hashed = promisify(pbkdf2);

/** Gives users passwords, which no broker is told: each is hashed here (RFC 5802). */
export async function alterScramCredentials(credentials: readonly ScramCredential[]): Promise<ByteWriter> {
  const salted = await Promise.all(
    credentials.map(async ({ user, mechanism, iterations, password }) => {
      const scram = SCRAM[mechanism];
      if (scram === undefined) {
        throw new Error(`${mechanism} is no SCRAM mechanism`);
      }
      const salt = randomBytes(SALT_BYTES);
      const secret = await hashed(password.normalize('NFKC'), salt, iterations, scram.bytes, scram.hash);
      return { user, iterations, number: scram.number, salt, secret };
    }),
  );
  const body = new ByteWriter();
  return body
    .compactArray([], () => undefined)
    .compactArray(salted, ({ user, iterations, number, salt, secret }) =>
      body.compact(user).int8(number).int32(iterations).compact(salt).compact(secret).untagged(),
    )
    .untagged();
}

/** @throws Refused where one was not altered */
export function refuseUnalteredCredentials(answer: ByteReader): void {
  answer.skip(4).compactArray(() => {
    answer.compactString();
    const error = nameOf(answer.int16());
    const message = answer.compactString();
    answer.tagged();
    refuseWith(error, message);
  });
}
