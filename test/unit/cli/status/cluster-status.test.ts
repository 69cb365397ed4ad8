import { clusterStatus, isRotated } from '../../../../cli/status/cluster-status';
import { kafkaStatus } from '../../../../cli/status/kafka-status';
import { statusText } from '../../../../cli/status/status-text';
import type { CertificatesSeen } from '../../../../cli/renewal';
import type { ManifestUser } from '../../../../model/manifest/manifest';
import type { QuorumMember } from '../../../../runtime/kafka/quorum-view';
import { manifest } from '../../fixtures/manifest';

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

const UP = 'Up 2 days (healthy)';
/** Nothing is said beside what a test is about. */
const others = {
  containers: new Map([['kafka-broker-1', { state: UP, version: '3.9.2' }]]),
  standing: [],
  read: new Map<string, string>(),
  made: [],
  logins: [],
  kafka: { silence: 'nobody is there' },
  drift: undefined,
  now: NOW,
};

test('the servers are shown as the engine has them, and certificates by their ends', () => {
  const served = new Map([['kafka-broker-1', end(364)]]);
  const status = clusterStatus(cluster, seen(seconds - 2 * DAY), { ...others, served });
  expect(status.servers.filter(({ state }) => state !== 'not there')).toEqual([
    {
      container: 'kafka-broker-1',
      state: UP,
      version: '3.9.2',
      addresses: ['SCRAM 127.0.0.1:19092', 'MTLS 127.0.0.1:19192'],
    },
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
    { ...others, served },
  );
  expect(found.certificates.find(({ identity }) => identity === 'broker-1')?.use).toBe(use);
});

test('passwords that change one after the other are shown with who lets them in', () => {
  const login = { user: 'user1', mechanism: 'SCRAM-SHA-512', version: 1, verdict: 'accepted' } as const;
  const status = clusterStatus(cluster, seen(seconds), {
    ...others,
    served: new Map(),
    logins: [login, { ...login, mechanism: 'SCRAM-SHA-256', version: 2, verdict: 'refused' }],
  });
  expect(status.passwords).toEqual([
    { user: 'user1', version: 2, mechanism: 'SCRAM-SHA-256', use: 'refused' },
    { user: 'user1', version: 1, mechanism: 'SCRAM-SHA-512', use: 'let in' },
  ]);
  expect(statusText(status, NOW)).toMatch(/user1 +│ 2 +│ SCRAM-SHA-256 │ refused: the next deployment writes it/);
});

test.each([
  ['in use', 'in use', ['0123456789ab-legacy.2', '0123456789ab-a.1.brought-legacy.2']],
  ['not taken up', 'not taken up: the next deployment', ['0123456789ab-legacy.2', '0123456789ab-legacy.1']],
  ['not seen', 'its server does not answer', []],
])('versions of passwords and keys that the cluster has made are shown, %s by brokers', (use, text, digests) => {
  const status = clusterStatus(cluster, seen(seconds), {
    ...{ ...others, served: new Map() },
    read: new Map(digests.map((digest, index) => [`kafka-broker-${index + 1}`, digest])),
    made: [
      { holder: 'legacy', kind: 'password', version: 2 },
      { holder: 'kafka/localhost', kind: 'key', version: 3 },
    ],
  });
  expect(status.credentials).toEqual([
    { holder: 'legacy', kind: 'password', version: 2, use },
    { holder: 'kafka/localhost', kind: 'key', version: 3, use: 'in use' },
  ]);
  expect(statusText(status, NOW)).toMatch(
    new RegExp(`legacy +│ 2 +│ password +│ ${text}[^]*kafka/localhost +│ 3 +│ key +│ in use`),
  );
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
    { ...others, served: new Map() },
  );
  expect(status.authorities).toEqual([{ authority: 'servers', version: 2, former, declared: state === 'as declared' }]);
  expect(statusText(status, NOW)).toMatch(new RegExp(`servers +│ 2 +│ ${text} +│ ${state}`));
});

test('a broker that still has other addresses than are declared is shown where it is, and nowhere else', () => {
  const advertised = { SCRAM: '127.0.0.1:29092', MTLS_INTERNAL: 'b:1' };
  const standing = [{ container: 'kafka-broker-1', advertised, listeners: {} }];
  const { servers } = clusterStatus(cluster, seen(seconds), { ...others, standing, served: new Map() });
  expect(servers.find(({ container }) => container === 'kafka-broker-1')?.addresses).toEqual([
    'SCRAM 127.0.0.1:29092',
    'MTLS not there',
  ]);
});

describe('what the brokers tell', () => {
  const partition = { topic: 'orders', partition: 0, leader: 1, replicas: [1, 2, 3], isr: [1, 2, 3] };
  const told = {
    controller: 2,
    quorum: undefined,
    partitions: [
      partition,
      { ...partition, partition: 1, isr: [1] },
      { ...partition, partition: 2, isr: [1, 2] },
      { ...partition, partition: 3, leader: -1, isr: [] },
    ],
    minima: [{ topic: 'orders', value: 2 }],
    groups: [{ group: 'billing', lag: 12_345, partitions: 4 }],
  };
  const textWith = (props: Partial<Parameters<typeof clusterStatus>[2]>): string =>
    statusText(clusterStatus(cluster, seen(seconds), { ...others, served: new Map(), ...props }), NOW);

  test('is who the controller is, which partitions lack copies, and how far groups are behind', () => {
    const kafka = kafkaStatus(told);
    expect(kafka).toMatchObject({
      controller: 2,
      partitions: {
        count: 4,
        underReplicated: ['orders-1', 'orders-2', 'orders-3'],
        underMinInSync: ['orders-1', 'orders-3'],
        leaderless: ['orders-3'],
      },
    });
    const text = textWith({ kafka });
    expect(text).toContain('Controller: broker 2');
    expect(text).toContain('Partitions: 4; 1 without a leader (orders-3); 2 with too few copies in sync to be written');
    expect(text).toMatch(/billing +│ 12345 +│ 4/);
  });

  test('is one line where all is well, and no controller where there is none', () => {
    const text = textWith({ kafka: kafkaStatus({ ...told, controller: -1, partitions: [partition], groups: [] }) });
    expect(text).toContain('Controller: none\nPartitions: 1, with all copies in sync\nConsumer groups: none');
  });

  test('is how KRaft’s quorum stands, whose leader brokers do not name', () => {
    const member = (nodeId: number, caughtUpMs: number): QuorumMember => ({
      nodeId,
      directory: 'd',
      logEndOffset: 9,
      caughtUpMs,
    });
    const quorum = { leader: 102, epoch: 3, voters: [member(102, 90_000), member(101, 89_000), member(103, 1)] };
    const kafka = kafkaStatus({ ...told, quorum: { ...quorum, observers: [] } });
    expect(kafka).toMatchObject({ controller: 102, voters: [{ nodeId: 101, keepsUp: true }, {}, { keepsUp: false }] });
    expect(textWith({ kafka })).toContain('Quorum: node 102 leads, 2 of 3 voters keep up; behind: node 103');
    const observers = [member(1, 90_000), member(2, 1), { ...member(2, 90_000), directory: 'e' }, member(103, 90_000)];
    const replaced = kafkaStatus({ ...told, quorum: { ...quorum, observers } });
    expect(replaced.observers).toEqual([1, 2, 103].map((nodeId) => ({ nodeId, keepsUp: true })));
    // Under its number follows another volume, which has no vote.
    expect(textWith({ kafka: replaced })).toContain(
      'Quorum: node 102 leads, 2 of 3 voters keep up; 3 of 3 observers (node 1, node 2, node 103); behind: node 103',
    );
  });

  test('is the rest too, where one part or one group is silent', () => {
    const silent = (silence: string): { readonly silence: string } => ({ silence });
    const groups = [{ group: 'stuck', silence: 'no coordinator' }, ...told.groups];
    const kafka = kafkaStatus({ ...told, quorum: silent('no leader'), minima: silent('no configs'), groups });
    expect(kafka).not.toHaveProperty('controller');
    expect(kafka).toMatchObject({
      voters: silent('no leader'),
      partitions: { underMinInSync: silent('no configs'), leaderless: ['orders-3'] },
    });
    const text = textWith({ kafka });
    expect(text).toContain('Quorum: nobody tells: no leader\nPartitions: 4; 1 without a leader (orders-3)');
    expect(text).toContain('Whether enough copies are in sync, nobody tells: no configs');
    expect(text).toMatch(/stuck +│ not told: no coordinator/);
    expect(text).toMatch(/billing +│ 12345/);
    expect(textWith({ kafka: kafkaStatus({ ...told, groups: silent('gone') }) })).toContain(
      'Consumer groups: nobody tells: gone',
    );
  });

  test('is why they are silent, where they are', () => {
    expect(textWith({})).toContain('The brokers tell nothing: nobody is there');
  });

  test.each([
    ['pass', 'none on 2026-03-01 11:00 UTC'],
    ['fail', '2 not as declared on 2026-03-01 11:00 UTC'],
    ['unjudged', 'it could not be judged on 2026-03-01 11:00 UTC'],
  ])('stands beside what the last look for drift has found: %s', (verdict, text) => {
    const drift = { looked: new Date('2026-03-01T11:00:30Z'), verdict, violations: 2 };
    expect(textWith({ drift })).toContain(`Drift: ${text}`);
    expect(textWith({})).toContain('Drift: no report of this cluster');
  });
});
