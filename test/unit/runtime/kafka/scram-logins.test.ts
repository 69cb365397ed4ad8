import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Kafka } from 'kafkajs';
import { CLIENT_FILES } from '../../../../model/names/paths';
import { Duration } from '../../../../model/units/duration';
import { clientFolder, kafkaWith } from '../../../../runtime/kafka/kafka-client';
import { type LoginVerdict, scramLogins } from '../../../../runtime/kafka/scram-logins';
import { manifest } from '../../fixtures/manifest';

jest.mock('../../../../runtime/kafka/kafka-client', () => ({
  ...jest.requireActual<object>('../../../../runtime/kafka/kafka-client'),
  kafkaWith: jest.fn(),
}));

const clients = mkdtempSync(path.join(tmpdir(), 'scram-logins-'));
const passwordsFile = path.join(clients, 'passwords.tfvars.json');
beforeAll(() => {
  mkdirSync(clientFolder(clients, 'admin'));
  writeFileSync(path.join(clientFolder(clients, 'admin'), CLIENT_FILES.ca), 'of no consequence');
  writeFileSync(passwordsFile, JSON.stringify({ passwords: { user1: 'a' } }));
});
afterAll(() => {
  rmSync(clients, { recursive: true });
});

/** What comes of it when a broker answers so; by SCRAM-SHA-256 it always lets in. */
async function verdicts(connect: () => Promise<void>, within?: Duration): Promise<readonly LoginVerdict[]> {
  jest.mocked(kafkaWith).mockImplementation(
    ({ sasl }) =>
      ({
        admin: () => ({
          connect: sasl?.mechanism === 'SCRAM-SHA-256' ? () => Promise.resolve() : connect,
          disconnect: () => Promise.resolve(),
        }),
      }) as unknown as Kafka,
  );
  const logins = await scramLogins(manifest, { clients, passwordsFile }, { within });
  expect(logins.map(({ user, mechanism }) => `${user} ${mechanism}`)).toEqual([
    'user1 SCRAM-SHA-256',
    'user1 SCRAM-SHA-512',
  ]);
  return logins.map(({ verdict }) => verdict);
}

const failing = (name: string, message: string, cause?: Error) => (): Promise<void> =>
  Promise.reject(Object.assign(new Error(message, { cause }), { name }));
const FAILED = 'SASL SCRAM SHA512 authentication failed: ';
const REFUSED = `${FAILED}Authentication failed during authentication due to invalid credentials with SASL mechanism SCRAM-SHA-512`;

test.each([
  ['accepted', 'lets it in', () => Promise.resolve()],
  ['refused', 'does not know the password', failing('KafkaJSSASLAuthenticationError', REFUSED)],
  [
    'refused',
    'does not know it at the last of several tries',
    failing(
      'KafkaJSNumberOfRetriesExceeded',
      'x',
      Object.assign(new Error(REFUSED), { name: 'KafkaJSSASLAuthenticationError' }),
    ),
  ],
  ['unknown', 'breaks off meanwhile', failing('KafkaJSSASLAuthenticationError', `${FAILED}Closed connection`)],
  [
    'unknown',
    'has no such mechanism yet',
    failing('KafkaJSSASLAuthenticationError', 'SASL SCRAM-SHA-512 mechanism is not supported by the server'),
  ],
  ['unknown', 'does not answer', failing('KafkaJSConnectionError', 'connect ECONNREFUSED 127.0.0.1:19092')],
] as const)('a login is %s where a broker %s', async (verdict, _, connect) => {
  expect(await verdicts(connect)).toEqual(['accepted', verdict]);
});

test('what a broker never answers is unknown when the time is over, and all others are told', async () => {
  let answer = (): void => undefined;
  const silent = (): Promise<void> => new Promise((resolve) => (answer = resolve));
  expect(await verdicts(silent, Duration.milliseconds(50))).toEqual(['accepted', 'unknown']);
  answer();
});

test('a broker that takes connections and never answers keeps none when the time is over', async () => {
  jest
    .mocked(kafkaWith)
    .mockImplementation(
      jest.requireActual<typeof import('../../../../runtime/kafka/kafka-client')>(
        '../../../../runtime/kafka/kafka-client',
      ).kafkaWith,
    );
  const taken: Socket[] = [];
  const server = createServer((socket) => taken.push(socket.resume())).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = `127.0.0.1:${(server.address() as AddressInfo).port}`;
  const silent = {
    ...manifest,
    listeners: manifest.listeners.map((each) =>
      each.name === 'SCRAM' ? { ...each, protocol: 'SASL_PLAINTEXT' as const } : each,
    ),
    brokers: manifest.brokers.slice(0, 1).map((broker) => ({ ...broker, advertised: { SCRAM: address } })),
  };
  const logins = await scramLogins(silent, { clients, passwordsFile }, { within: Duration.seconds(1) });
  expect(logins.map(({ verdict }) => verdict)).toEqual(['unknown', 'unknown']);
  expect(taken.length).toBeGreaterThanOrEqual(2);
  await Promise.all(taken.filter(({ closed }) => !closed).map((socket) => once(socket, 'close')));
  await once(server.close(), 'close');
});
