import { pbkdf2Sync } from 'node:crypto';
import {
  alterScramCredentials,
  refuseUnalteredCredentials,
} from '../../../../runtime/protocol/alter-scram-credentials';
import { ByteReader, ByteWriter } from '../../../../runtime/protocol/bytes';

const credential = { user: 'shop', mechanism: 'SCRAM-SHA-512', iterations: 4096, password: 'secret of the shop' };

test('a broker is told a salt and what the password is hashed to, and not the password', async () => {
  const body = (await alterScramCredentials([credential])).toBuffer();
  expect(body.includes('secret')).toBe(false);
  // No deletions; one credential: its user, mechanism, iterations, and a salt of 24 bytes with its length and one before it.
  expect(body.subarray(0, 7).toString('latin1')).toBe('\x01\x02\x05shop');
  expect([body.readInt8(7), body.readInt32BE(8), body.readUInt8(12)]).toEqual([2, 4096, 25]);
  const [salt, secret] = [body.subarray(13, 37), body.subarray(38, 102)];
  expect(secret).toEqual(pbkdf2Sync(credential.password, salt, 4096, 64, 'sha512'));
  expect(body).toHaveLength(104);
});

test('fails for a mechanism that keeps nothing in Kafka', async () => {
  await expect(alterScramCredentials([{ ...credential, mechanism: 'PLAIN' }])).rejects.toThrow('PLAIN');
});

test('fails with what a broker says of a user', () => {
  const answer = new ByteWriter().int32(0);
  answer
    .compactArray(['shop'], (user) => answer.compact(user).int16(58).nullableCompact('no such luck').untagged())
    .untagged();
  expect(() => {
    refuseUnalteredCredentials(new ByteReader(answer.toBuffer()));
  }).toThrow('SASL_AUTHENTICATION_FAILED: no such luck');
});
