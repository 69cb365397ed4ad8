import { clusterStatus, isRotated, statusText } from '../../../cli/cluster-status';
import type { CertificatesSeen } from '../../../cli/renewal';
import type { ManifestUser } from '../../../model/manifest/manifest';
import { manifest } from '../fixtures/manifest';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY = 86_400;
const seconds = NOW.getTime() / 1000;
const end = (days: number): Date => new Date((seconds + days * DAY) * 1000);

const cluster = { ...manifest, renewal: { beforeDays: 30, step: 'kafka-keytool', reload: true } };
const seen = (made: number): CertificatesSeen => ({
  authorities: [
    { name: 'cluster', version: 1 },
    { name: 'clients', version: 1 },
  ],
  issued: ['broker-1', 'admin', 'gone'].map((identity) => ({
    identity,
    issued: seconds - DAY,
    ends: seconds + (identity === 'admin' ? 20 : 364) * DAY,
  })),
  holders: [{ container: 'kafka-broker-1', made, state: 'Up 2 days (healthy)', volumes: ['kafka-broker-1-secrets'] }],
});

const states = new Map([['kafka-broker-1', 'Up 2 days (healthy)']]);

test('the servers are shown as the engine has them, and certificates by their ends', () => {
  const served = new Map([['kafka-broker-1', end(364)]]);
  const status = clusterStatus(cluster, seen(seconds - 2 * DAY), { states, served, logins: [], now: NOW });
  expect(status.servers.filter(({ state }) => state !== 'not there')).toEqual([
    { container: 'kafka-broker-1', state: 'Up 2 days (healthy)' },
  ]);
  expect(status.servers).toHaveLength(6);
  expect(status.certificates).toEqual([
    { identity: 'admin', ends: end(20), use: 'ends soon' },
    { identity: 'broker-1', ends: end(364), use: 'in use' },
  ]);
  const text = statusText(status, NOW);
  expect(text).toMatch(/admin +│ 2026-03-21 │ 20 +│ ends soon: the next deployment/);
  expect(text).toMatch(/kafka-broker-2 +│ not there/);
});

test.each([
  ['serves another certificate than was issued', true, new Map([['kafka-broker-1', end(30)]]), 'not taken up'],
  ['does not answer', true, new Map([['kafka-broker-1', undefined]]), 'not seen'],
  ['is not there', true, new Map(), 'not seen'],
  ['is older than its certificate, and not told to read it again', false, new Map(), 'not taken up'],
] as const)('a broker that %s is told of', (title, reload, served, use) => {
  const found = clusterStatus(
    { ...cluster, renewal: { ...cluster.renewal, reload } },
    { ...seen(seconds - 2 * DAY), ...(title === 'is not there' && { holders: [] }) },
    { states, served, logins: [], now: NOW },
  );
  expect(found.certificates.find(({ identity }) => identity === 'broker-1')?.use).toBe(use);
});

test('passwords that change one after the other are shown with who lets them in', () => {
  const login = { user: 'user1', mechanism: 'SCRAM-SHA-512', version: 1, verdict: 'accepted' } as const;
  const status = clusterStatus(cluster, seen(seconds), {
    states,
    served: new Map(),
    logins: [login, { ...login, mechanism: 'SCRAM-SHA-256', version: 2, verdict: 'refused' }],
    now: NOW,
  });
  expect(status.passwords).toEqual([
    { user: 'user1', version: 2, mechanism: 'SCRAM-SHA-256', use: 'refused' },
    { user: 'user1', version: 1, mechanism: 'SCRAM-SHA-512', use: 'let in' },
  ]);
  expect(statusText(status, NOW)).toMatch(/user1 +│ 2 +│ SCRAM-SHA-256 │ refused: the next deployment writes it/);
});

test('a user’s password is shown while the former one is kept, and afterwards', () => {
  const user = { ...manifest.users[0], name: 'user1', passwordVersion: 2 } as ManifestUser;
  expect(isRotated({ ...user, former: 'SCRAM-SHA-512' }, new Map())).toBe(true);
  expect(isRotated(user, new Map([['user1#2', '']]))).toBe(true);
  expect(isRotated(user, new Map([['user1', '']]))).toBe(false);
});

test.each([
  ['signs', 'trusted, and the former one signs', { version: 2, former: 'signs' }, 'as declared'],
  ['trusted', 'signs, and the former one is trusted', { version: 2 }, 'declared otherwise'],
] as const)('an authority of which the former one %s is shown so', (former, text, declared, state) => {
  const status = clusterStatus(
    { ...cluster, renewal: { ...cluster.renewal, authorities: [{ name: 'cluster', ...declared }] } },
    { ...seen(seconds), authorities: [{ name: 'cluster', version: 2, former }] },
    { states, served: new Map(), logins: [], now: NOW },
  );
  expect(status.authorities).toEqual([{ authority: 'servers', version: 2, former, declared: state === 'as declared' }]);
  expect(statusText(status, NOW)).toMatch(new RegExp(`servers +│ 2 +│ ${text} +│ ${state}`));
});
