import type { ManifestListener } from '../../../../model/manifest/manifest';
import { kafkaProbes } from '../../../../proof/auth-matrix/kafka-probes';
import type { ProbeCredentials } from '../../../../proof/auth-matrix/probe-credentials';

const pair = (name: string) => ({ name, certificate: 'certificate', key: 'key' });
const credentials: ProbeCredentials = {
  ca: 'ca',
  certificates: [pair('admin'), pair('client')],
  passwords: [
    { name: 'user1', password: 'secret', mechanisms: ['SCRAM-SHA-512'] },
    { name: 'user2', password: 'secret', mechanisms: ['SCRAM-SHA-256', 'SCRAM-SHA-512'] },
  ],
  servers: { broker: pair('broker-1'), 'metadata-server': pair('zookeeper-1') },
  foreign: { authority: 'other', certificate: 'certificate', key: 'key' },
  open: [],
};
const listener = (more: Partial<ManifestListener>): ManifestListener => ({
  name: 'L',
  protocol: 'SASL_SSL',
  mechanisms: [],
  scope: 'published',
  clientCertificate: false,
  ...more,
});
const tried = (more: Partial<ManifestListener>, by: string, with_ = credentials): string[] =>
  kafkaProbes(listener(more), with_)
    .filter((probe) => probe.by === by)
    .map(({ identity, expected }) => `${expected === 'let in' ? '+' : '-'} ${identity}`);

test('every user is tried by each mechanism that it has at a listener, beside a wrong password and an unknown name', () => {
  const mechanisms = ['SCRAM-SHA-256', 'SCRAM-SHA-512'] as const;
  expect(tried({ mechanisms }, 'SCRAM-SHA-256')).toEqual([
    '+ user2',
    '- user2, with a wrong password',
    '- a name that nobody has',
  ]);
  expect(tried({ mechanisms }, 'SCRAM-SHA-512')).toEqual([
    '+ user1',
    '+ user2',
    '- user1, with a wrong password',
    '- a name that nobody has',
  ]);
  expect(tried({ mechanisms }, 'PLAIN')).toEqual(['- anyone, by a mechanism not offered here']);
});

test('a mechanism that a listener does not offer must be refused there, also to who has it elsewhere', () => {
  expect(tried({ mechanisms: ['SCRAM-SHA-512'] }, 'SCRAM-SHA-256')).toEqual([
    '- anyone, by a mechanism not offered here',
  ]);
});

test('a ticket that no realm has given is tried where there is Kerberos, and the mechanism elsewhere', () => {
  expect(tried({ mechanisms: ['GSSAPI'] }, 'GSSAPI')).toEqual(['- a ticket that no realm has given']);
  expect(tried({ mechanisms: ['PLAIN'] }, 'GSSAPI')).toEqual(['- anyone, by a mechanism not offered here']);
});

test('certificates of the other authority are wrong ones, at the clients’ listeners and at the brokers’', () => {
  const certificates = { protocol: 'SSL', clientCertificate: true } as const;
  expect(tried(certificates, 'certificate')).toEqual([
    '+ admin',
    '+ client',
    '- nobody: no certificate',
    '- the administrator’s name from an unknown authority',
    '- zookeeper-1, of the servers’ authority',
  ]);
  expect(tried({ ...certificates, scope: 'replication' }, 'certificate')).toEqual([
    '+ broker-1',
    '- nobody: no certificate',
    '- a broker’s name from an unknown authority',
    '- admin, of the clients’ authority',
  ]);
});

test('who shows no certificate is tried where none is asked for, and let in where that is declared', () => {
  const oneWay = { protocol: 'SSL', clientAuth: 'none' } as const;
  expect(tried(oneWay, '-').slice(0, 1)).toEqual(['- anyone, without a certificate']);
  expect(tried(oneWay, 'certificate')).toEqual([]);
  const allowed = { ...credentials, open: ['L'] };
  expect(tried(oneWay, '-', allowed).slice(0, 1)).toEqual(['+ anyone, without a certificate']);
  expect(tried({ protocol: 'SSL', clientAuth: 'requested' }, '-', allowed).slice(0, 4)).toEqual([
    '+ admin',
    '+ client',
    '+ anyone, without a certificate',
    '- the administrator’s name from an unknown authority',
  ]);
});

test('encryption is tried where there is some', () => {
  const encryption = [
    '- plaintext',
    '- a client that trusts another authority',
    '- a client that looks for another host',
    '- a client that knows TLS 1.0 alone',
    '- a client that knows TLS 1.1 alone',
    '- a client that knows weak ciphers alone',
  ];
  expect(tried({ mechanisms: ['SCRAM-SHA-512'] }, '-')).toEqual(['- nobody: no login', ...encryption]);
  expect(tried({ mechanisms: ['SCRAM-SHA-512'], protocol: 'SASL_PLAINTEXT' }, '-')).toEqual(['- nobody: no login']);
});

test('a listener that is open to everyone fails, unless the declaration lets it by name', () => {
  expect(tried({ protocol: 'PLAINTEXT' }, '-')).toEqual(['- anyone, without a word']);
  expect(tried({ protocol: 'PLAINTEXT' }, '-', { ...credentials, open: ['L'] })).toEqual(['+ anyone, without a word']);
});
