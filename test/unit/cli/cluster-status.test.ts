import { clusterStatus, statusText } from '../../../cli/cluster-status';
import { manifest } from '../fixtures/manifest';

const NOW = new Date('2026-03-01T12:00:00Z');
const DAY = 86_400;
const seconds = NOW.getTime() / 1000;
const end = (days: number): Date => new Date((seconds + days * DAY) * 1000);

const cluster = { ...manifest, renewal: { beforeDays: 30, step: 'kafka-keytool', reload: true } };
const seen = (made: number) => ({
  issued: ['broker-1', 'admin', 'gone'].map((identity) => ({
    identity,
    issued: seconds - DAY,
    ends: seconds + (identity === 'admin' ? 20 : 364) * DAY,
  })),
  holders: [{ container: 'kafka-broker-1', made, state: 'Up 2 days (healthy)', volumes: ['kafka-broker-1-secrets'] }],
});

test('the servers are shown as the engine has them, and certificates by their ends', () => {
  const status = clusterStatus(cluster, seen(seconds - 2 * DAY), new Map([['kafka-broker-1', end(364)]]), NOW);
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
    served,
    NOW,
  );
  expect(found.certificates.find(({ identity }) => identity === 'broker-1')?.use).toBe(use);
});
