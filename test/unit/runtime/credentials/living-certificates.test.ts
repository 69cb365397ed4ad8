import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pack } from 'tar-stream';
import { reusedNameViolations } from '../../../../model/resources/reused-names';
import { livingCertificates, namesWithoutCertificate } from '../../../../runtime/credentials/living-certificates';
import type { Engines } from '../../../../runtime/engine/engines';
import { makeAuthority } from '../../../support/authority-files';
import { manifest } from '../../fixtures/manifest';

const VOLUME = 'kafka-identities';
const folder = mkdtempSync(path.join(tmpdir(), 'living-'));
const { keystore, password } = makeAuthority(folder, 'alice', { days: 10 });
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const identities = [
  { name: 'admin', role: 'admin', volume: VOLUME, folder: 'admin' },
  { name: 'client', role: 'client', volume: VOLUME, folder: 'client' },
  { name: 'console', role: 'client', volume: 'kafka-service-console', folder: '' },
] as const;
const user = (name: string) =>
  ({ name, principal: `User:${name}`, authentication: 'scram', mechanisms: [], superUser: false }) as const;
const rule = (principal: string) => ({ ...manifest.rules[0], principal }) as (typeof manifest.rules)[number];

/** Engines whose volume keeps the stores of these users. */
function enginesWith(names: readonly string[] | undefined): Engines {
  const tar = pack();
  tar.entry({ name: '0', type: 'directory' });
  for (const name of names ?? []) {
    tar.entry({ name: `0/${name}/keystore.p12` }, readFileSync(keystore));
    tar.entry({ name: `0/${name}/store.password` }, password);
  }
  tar.finalize();
  const gone = (): Promise<never> => Promise.reject(Object.assign(new Error('gone'), { statusCode: 404 }));
  const engine = {
    getVolume: () => ({ inspect: () => (names === undefined ? gone() : Promise.resolve({})) }),
    listContainers: () => Promise.resolve([]),
    createContainer: () => Promise.resolve({ id: 'reader', getArchive: () => Promise.resolve(tar) }),
    getContainer: () => ({ remove: () => Promise.resolve() }),
  };
  return { ofVolume: () => engine } as unknown as Engines;
}

const living = (
  names: readonly string[] | undefined,
  users: readonly string[],
  now?: Date,
): Promise<readonly string[]> =>
  livingCertificates(enginesWith(names), { ...manifest, identities, rules: [], users: users.map(user) }, now).then(
    (found) => found.map(({ name }) => name),
  );

describe('The certificate of a user who has left', () => {
  test('lives on where somebody else has its name', async () => {
    expect(await living(['alice', 'bob', 'admin'], ['alice', 'carol'])).toEqual(['alice']);
  });

  test('does not once it has ended, nor where the volume or the folder is not there', async () => {
    expect(await living(['alice'], ['alice'], new Date(Date.now() + 11 * 86_400_000))).toEqual([]);
    expect(await living([], ['alice'])).toEqual([]);
    expect(await living(undefined, ['alice'])).toEqual([]);
  });

  test('is said with the day that it ends, and what to do', () => {
    const [violation] = reusedNameViolations('kafka', [{ name: 'alice', ends: new Date('2027-01-31T10:00:00Z') }]);
    expect(violation).toMatchObject({ code: 'UserNameReused', subject: 'cluster kafka/user alice' });
    expect(violation?.value).toBe('valid until 2027-01-31');
  });
});

test('names that are looked for are those of users, services and rules that have no certificate among the users’', () => {
  const declared = {
    identities,
    users: [user('client'), user('alice')],
    rules: ['User:client', 'User:console', 'User:*', 'User:elsewhere'].map(rule),
  };
  expect(namesWithoutCertificate(declared, VOLUME)).toEqual(['alice', 'console', 'elsewhere']);
});
