import { type CertificateHolder, renewalOf, renewalText } from '../../../cli/renewal';
import type { ManifestIdentity } from '../../../model/manifest/manifest';

const DAY = 86_400;
const NOW = 20_000 * DAY;

const identities: readonly ManifestIdentity[] = [
  { name: 'broker-1', role: 'broker', volume: 'kafka-broker-1-secrets', folder: '' },
  { name: 'zookeeper-1', role: 'metadata-server', volume: 'kafka-zookeeper-1-secrets', folder: '' },
  { name: 'zookeeper-client', role: 'metadata-client', volume: 'kafka-broker-1-secrets', folder: 'zookeeper-client' },
  { name: 'admin', role: 'admin', volume: 'kafka-identities', folder: 'admin' },
  { name: 'exporter', role: 'client', volume: 'kafka-service-exporter', folder: '' },
];
/** All of them were made when certificates had been issued. */
const holders = (made = NOW - 100 * DAY): readonly CertificateHolder[] =>
  [
    { container: 'kafka-broker-1', volumes: ['kafka-broker-1-data', 'kafka-broker-1-secrets'] },
    { container: 'kafka-zookeeper-1', volumes: ['kafka-zookeeper-1-secrets'] },
    { container: 'kafka-exporter', volumes: ['kafka-service-exporter'] },
  ].map((holder) => ({ ...holder, made, state: 'Up' }));

/** What is done where certificates end in so many days, having been issued so many days ago. */
function renewal(
  endsIn: Readonly<Record<string, number>>,
  { issuedAgo = 335, reload = true, beforeDays = 30, made = NOW - 100 * DAY } = {},
): ReturnType<typeof renewalOf> {
  const issued = Object.entries(endsIn).map(([identity, days]) => ({
    identity,
    issued: NOW - issuedAgo * DAY,
    ends: NOW + days * DAY,
  }));
  const manifest = { name: 'kafka', identities, renewal: { beforeDays, step: 'kafka-keytool', reload } };
  return renewalOf(manifest, { issued, holders: holders(made) }, new Date(NOW * 1000));
}

const NOTHING = { due: [], replace: [], variables: {} };

test('what ends soon is issued anew, and whoever can’t read it anew is made anew', () => {
  expect(renewal({ 'broker-1': 29, 'zookeeper-1': 29, admin: 31, exporter: 29 })).toEqual({
    due: ['broker-1', 'zookeeper-1', 'exporter'],
    replace: ['kafka-keytool', 'kafka-zookeeper-1', 'kafka-exporter'],
    variables: { 'kafka-renew': 'broker-1,zookeeper-1,exporter' },
  });
  expect(renewal({ 'broker-1': 29 }, { reload: false }).replace).toEqual(['kafka-keytool', 'kafka-broker-1']);
  expect(renewal({ 'zookeeper-client': -1 }, { reload: false }).replace).toEqual(['kafka-keytool']);
});

test('nothing is done while everything lives for longer, where renewal is off, for who is declared no more, and where nothing is known', () => {
  expect(renewal({ 'broker-1': 31, admin: 30 })).toEqual(NOTHING);
  expect(renewal({ 'broker-1': 1 }, { beforeDays: 0 })).toEqual(NOTHING);
  expect(renewal({ 'broker-9': 1 })).toEqual(NOTHING);
  const manifest = { name: 'kafka', identities, renewal: undefined };
  expect(renewalOf(manifest, { issued: [], holders: holders() }, new Date())).toEqual(NOTHING);
});

test('a server that is older than its certificate is made anew, after a deployment that was cut off', () => {
  const all = { 'broker-1': 364, 'zookeeper-1': 364, exporter: 364, admin: 364 };
  expect(renewal(all, { issuedAgo: 1, made: NOW - 2 * DAY })).toEqual({
    ...NOTHING,
    replace: ['kafka-zookeeper-1', 'kafka-exporter'],
  });
  expect(renewal(all, { issuedAgo: 1, made: NOW - DAY })).toEqual(NOTHING);
});

test('people are told who gets another certificate', () => {
  expect(renewalText(renewal({ admin: 3 }))).toEqual(['certificates that end soon are issued anew: admin']);
  expect(renewalText(renewal({ admin: 300 }))).toEqual([]);
});
