import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { foreignCertificate } from '../../proof/auth-matrix/foreign-authority';
import { startKafka, type TestKafka } from '../../testing';
import { CLIENT_PROGRAMS, copyProgram, PROGRAMS, type ProgramEnd, runProgram } from './support/client-programs';
import { setUp } from './support/set-up';

// The clients that stand on librdkafka are compiled.
jest.setTimeout(65 * 60_000);

const folder = mkdtempSync(path.join(tmpdir(), 'clients-'));
/** The record that was read, alone on a line: some clients log to the same output. */
const CONSUMED = /^two books$/m;
/** Who logs in by what, each with rights on topics and groups that begin with their names. */
const USERS = { shop: 'scram', billing: 'certificate' } as const;
let kafka: TestKafka;

beforeAll(async () => {
  await setUp();
  const users = Object.entries(USERS).map(([name, login]) => {
    const topics = [`${name}-*`];
    return [name, { login, produce: topics, consume: topics }] as const;
  });
  kafka = await startKafka({ name: 'clients', reuse: false, users: Object.fromEntries(users) });
  writeStrangers();
});
afterAll(async () => {
  await kafka.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('every program of examples/clients is among them', () => {
  expect(Object.values(CLIENT_PROGRAMS).map(({ program }) => program)).toEqual(
    expect.arrayContaining(readdirSync(PROGRAMS)),
  );
});

describe.each(Object.entries(CLIENT_PROGRAMS))('%s', (client, program) => {
  const place = path.join(folder, client.replaceAll('/', '-'));
  /** Runs it with a user's files from that folder, with a topic that nobody else has. */
  const end = async (user: string, files: string): Promise<ProgramEnd> => {
    const topic = await kafka.createTopic(`${user}-`);
    return runProgram(program, place, [files, topic, `${user}-group-of-${topic}`]);
  };

  beforeAll(async () => {
    mkdirSync(place);
    copyProgram(program, place);
    await program.install(place);
  });
  afterAll(() => {
    rmSync(place, { recursive: true, force: true });
  });

  test.each(Object.entries(USERS))('produces and consumes by the files of %s, who has a %s login', async (user) => {
    const { exitCode, stdout } = await end(user, kafka.user(user).folder);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(CONSUMED) as string });
  });

  test('fails with a wrong password, and says so', async () => {
    const { exitCode, stdout, text } = await end('shop', strangersFolder('shop'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.not.stringMatching(CONSUMED) as string });
    expect(text).toMatch(/authenticat/i);
  });

  test('fails with a certificate of another authority', async () => {
    const { exitCode, stdout } = await end('billing', strangersFolder('billing'));
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: expect.not.stringMatching(CONSUMED) as string });
  });
});

const strangersFolder = (user: string): string => path.join(folder, 'strangers', user);

/** The users' files with what nobody is let in by: another password, and a certificate that somebody else has signed. */
function writeStrangers(): void {
  const { certificate, key } = foreignCertificate('CN=billing,OU=clients,O=clients');
  const { 'sasl.password': password = '' } = kafka.user('shop').librdkafka;
  const replaced: Readonly<Record<string, string>> = {
    'client.pem': certificate,
    'client.key': key,
    'keystore.pem': key + certificate,
  };
  for (const user of Object.keys(USERS)) {
    const [from, to] = [kafka.user(user).folder, strangersFolder(user)];
    mkdirSync(to, { recursive: true, mode: 0o700 });
    for (const file of readdirSync(from).filter((name) => name !== 'internal')) {
      const own = readFileSync(path.join(from, file), 'utf8').replaceAll(from, to);
      const text = replaced[file] ?? own.replaceAll(password, `${password}-`);
      writeFileSync(path.join(to, file), text, { mode: 0o600 });
    }
  }
}
