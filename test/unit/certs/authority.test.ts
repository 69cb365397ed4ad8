import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAuthority } from '../../../certs/authority';
import { certificatePlan, renderPlan, volumeDigest } from '../../../certs/plan';
import { Testing, TerraformStack } from 'cdktf';
import {
  CertificateAuthority,
  KafkaCluster,
  type KafkaClusterProps,
  UserLogin,
  type ValidationError,
} from '../../../constructs';
import { resolveCluster } from '../../../model/declaration/resolve-cluster';
import { type AuthorityFiles, type AuthorityOptions, makeAuthority, rsa } from '../../support/authority-files';
import { codesOf, modelOf, propsOf } from '../fixtures/cluster';

const folder = mkdtempSync(path.join(tmpdir(), 'authority-'));
const DAY_MS = 86_400_000;
const inDays = (days: number): Date => new Date(Date.now() + days * DAY_MS);

let servers: AuthorityFiles;
let clients: AuthorityFiles;

beforeAll(() => {
  servers = makeAuthority(folder, 'servers');
  clients = makeAuthority(folder, 'clients', { key: rsa(2048), below: true });
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Codes of what is found in a keystore. */
function violationsIn({ keystore, password }: AuthorityFiles, now = new Date()): readonly string[] {
  return readAuthority('CA', readFileSync(keystore), password, now).violations.map(({ code }) => code);
}

describe('a keystore', () => {
  test('of an authority that stands alone, or below another one, has nothing wrong with it', () => {
    expect([...violationsIn(servers), ...violationsIn(clients)]).toEqual([]);
  });

  test('that is made of PEM by the page’s own line has nothing wrong with it', () => {
    const page = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'authentication.md'), 'utf8');
    const [, line = ''] = /`(openssl pkcs12 -export [^`]+)`/.exec(page) ?? [];
    const place = mkdtempSync(path.join(folder, 'page-'));
    const root = path.join(path.dirname(clients.keystore), 'clients.root.pem');
    copyFileSync(clients.key, path.join(place, 'ca.key'));
    copyFileSync(clients.certificate, path.join(place, 'ca.pem'));
    copyFileSync(root, path.join(place, 'chain.pem'));
    copyFileSync(clients.passwordFile, path.join(place, 'clients.password'));
    execFileSync('sh', ['-c', line], { cwd: place });
    expect(violationsIn({ ...clients, keystore: path.join(place, 'clients.p12') })).toEqual([]);
  });

  test('shows the authority’s name, and the certificates up to the root', () => {
    const { authority } = readAuthority('CA', readFileSync(clients.keystore), clients.password, new Date());
    expect(authority?.distinguishedName).toBe('CN=clients ca,O=Example');
    expect(authority?.chain.match(/BEGIN CERTIFICATE/g)).toHaveLength(2);
    expect(authority?.chain).not.toContain('PRIVATE');
  });

  test('is warned about within the 30 days before its certificate ends', () => {
    expect(violationsIn(servers, inDays(968))).toEqual([]);
    expect(violationsIn(servers, inDays(971))).toEqual(['AuthorityExpiresSoon']);
  });

  test.each([1001, -1])('fails when its certificate is not valid on day %i', (day) => {
    expect(violationsIn(servers, inDays(day))).toEqual(['AuthorityExpired']);
  });

  test('fails with a wrong password, which is not told', () => {
    const { violations } = readAuthority('CA', readFileSync(servers.keystore), 'wr0ng', new Date());
    expect(violations.map(({ code }) => code)).toEqual(['AuthorityLocked']);
    expect(JSON.stringify(violations)).not.toContain('wr0ng');
  });

  test.each([
    ['garbage', (): Buffer => Buffer.from('garbage')],
    ['cut off', (): Buffer => readFileSync(servers.keystore).subarray(0, 300)],
    ['empty', (): Buffer => Buffer.alloc(0)],
  ])('fails when it is %s', (_, store) => {
    const { violations } = readAuthority('CA', store(), servers.password, new Date());
    expect(violations.map(({ code }) => code)).toEqual(['AuthorityBroken']);
  });

  test.each<[string, AuthorityOptions]>([
    ['AuthorityKeyMissing', { without: 'key' }],
    ['AuthorityRootMissing', { below: true, without: 'root' }],
    ['AuthorityMaySignNothing', { extensions: ['basicConstraints=CA:FALSE'] }],
    ['AuthorityMaySignNothing', { extensions: ['basicConstraints=critical,CA:TRUE', 'keyUsage=digitalSignature'] }],
    ['AuthorityKeyWeak', { key: rsa(1024) }],
    ['AuthorityKeyWeak', { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-224'] }],
    ['AuthorityKeyWeak', { key: ['-algorithm', 'ED25519'] }],
  ])('fails with %s: %j', (code, options) => {
    expect(violationsIn(makeAuthority(folder, 'spoilt', options))).toEqual([code]);
  });
});

const CA = ['basicConstraints=critical,CA:TRUE', 'keyUsage=critical,keyCertSign,cRLSign'];

test.each<[string, AuthorityOptions]>([
  ['AuthorityPasswordIllegal', { password: 'pässwörd' }],
  ['AuthorityPasswordIllegal', { password: 'a\ttabulator' }],
  ['AuthorityAliasIllegal', { alias: 'Zertifizierungsstelle für Kunden' }],
])('a keystore fails with %s, which keytool could not read: %j', (code, options) => {
  expect(violationsIn(makeAuthority(folder, 'unread', options))).toEqual([code]);
});

describe('an authority is tried with a certificate for everyone whom it is to sign, and', () => {
  const declare = (authorities: KafkaClusterProps['authorities']): KafkaCluster =>
    new KafkaCluster(new TerraformStack(Testing.app(), 'cluster'), 'Kafka', propsOf({ authorities }));
  const made = (options: AuthorityOptions): CertificateAuthority =>
    CertificateAuthority.existing(makeAuthority(folder, 'tried', options));
  const HOSTS = ['dev-broker-1', 'dev-broker-1.dev-backplane', 'dev-zookeeper-1', 'localhost'];

  test.each<[string, 'servers' | 'clients', AuthorityOptions]>([
    ['for all purposes', 'servers', { extensions: [...CA, 'extendedKeyUsage=serverAuth,clientAuth'] }],
    ['for clients', 'clients', { extensions: [...CA, 'extendedKeyUsage=clientAuth'] }],
    ['with an RSA key, below another', 'servers', { key: rsa(2048), below: true }],
    ['on P-521', 'servers', { key: ['-algorithm', 'EC', '-pkeyopt', 'ec_paramgen_curve:P-521'] }],
    [
      'with a path of no length',
      'servers',
      { extensions: ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=keyCertSign'] },
    ],
    [
      'below one with a path long enough',
      'servers',
      { below: true, above: ['basicConstraints=critical,CA:TRUE,pathlen:1'] },
    ],
    [
      'for other names than these',
      'servers',
      { extensions: [...CA, 'nameConstraints=critical,excluded;DNS:example.org'] },
    ],
    [
      'for the cluster’s organization',
      'clients',
      { extensions: [...CA, 'nameConstraints=critical,permitted;dirName:dev', '[dev]', 'O=dev'] },
    ],
  ])('passes %s: %s', (_, which, options) => {
    expect(() => declare({ [which]: made(options) })).not.toThrow();
  });

  test.each<[RegExp, 'servers' | 'clients', AuthorityOptions]>([
    [/INVALID_PURPOSE/, 'servers', { extensions: [...CA, 'extendedKeyUsage=clientAuth'] }],
    [/INVALID_PURPOSE/, 'servers', { extensions: [...CA, 'extendedKeyUsage=serverAuth'] }],
    [/INVALID_PURPOSE/, 'servers', { extensions: [...CA, 'extendedKeyUsage=codeSigning'] }],
    [/INVALID_PURPOSE/, 'servers', { below: true, above: [...CA, 'extendedKeyUsage=clientAuth'] }],
    [/INVALID_PURPOSE/, 'clients', { extensions: [...CA, 'extendedKeyUsage=serverAuth'] }],
    [/PATH_LENGTH_EXCEEDED/, 'servers', { below: true, above: ['basicConstraints=critical,CA:TRUE,pathlen:0'] }],
    [/permitted subtree/, 'servers', { extensions: [...CA, 'nameConstraints=critical,permitted;DNS:example.org'] }],
    [/excluded subtree/, 'servers', { extensions: [...CA, `nameConstraints=excluded;DNS:${HOSTS[1] ?? ''}`] }],
    [
      /excluded subtree/,
      'servers',
      { below: true, above: [...CA, 'nameConstraints=critical,excluded;DNS:dev-zookeeper-1'] },
    ],
    [/excluded subtree/, 'servers', { extensions: [...CA, 'nameConstraints=excluded;IP:127.0.0.0/255.0.0.0'] }],
    [
      /permitted subtree/,
      'clients',
      { extensions: [...CA, 'nameConstraints=critical,permitted;dirName:dn', '[dn]', 'O=Example'] },
    ],
    [/critical extension/, 'servers', { extensions: [...CA, '1.2.3.4=critical,DER:0500'] }],
  ])('fails with %s, %s: %j', (reason, which, options) => {
    const authority = made(options);
    const thrown = thrownBy(() => declare({ [which]: authority }));
    expect(thrown).toMatchObject({
      violations: [{ code: 'AuthorityUnfit', subject: `cluster/Kafka/authorities/${which}` }],
    });
    expect(String((thrown as ValidationError).violations[0]?.value)).toMatch(reason);
  });

  test('fails at synth for a user who was added since, and only for that one', () => {
    const extensions = [...CA, 'nameConstraints=critical,permitted;dirName:dn', '[dn]', 'O=dev', 'OU=administrators'];
    const cluster = declare({ clients: made({ extensions }) });
    cluster.addUser('billing', UserLogin.certificate());
    const found = cluster.node.validate().filter((line) => line.includes('AuthorityUnfit'));
    expect(found).toEqual([expect.stringMatching(/permitted subtree violation \(billing\)/) as string]);
  });
});

/** What it throws. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
  } catch (error) {
    return error;
  }
  return undefined;
}

describe('an authority that stands already', () => {
  test('fails when a file of it is not there', () => {
    expect(codesOf(() => CertificateAuthority.existing({ ...servers, keystore: 'nowhere.p12' }))).toEqual([
      'AuthorityFileMissing',
    ]);
  });

  test('is warned about when others may read its keystore', () => {
    chmodSync(clients.keystore, 0o640);
    const { advice } = resolveCluster(
      'Kafka',
      propsOf({ authorities: { clients: CertificateAuthority.existing(clients) } }),
    );
    expect(advice.map(({ code, value }) => [code, value])).toEqual([['AuthorityFileExposed', 'mode 640']]);
    chmodSync(clients.keystore, 0o600);
  });

  test('fails when it is to sign servers and clients alike', () => {
    const authority = CertificateAuthority.existing(servers);
    expect(codesOf(() => modelOf({ authorities: { servers: authority, clients: authority } }))).toEqual([
      'AuthoritiesEqual',
    ]);
  });

  test('is in the plan by digests of its key and its certificate, beside one that is made', () => {
    const plan = certificatePlan(modelOf({ authorities: { clients: CertificateAuthority.existing(clients) } }));
    const [cluster = '', provided = ''] = renderPlan(plan).split('\n');
    expect(cluster.split('\t')).toEqual(['authority', 'cluster', 'CN=cluster-ca,OU=authorities,O=dev', '3650']);
    expect(provided.split('\t')).toEqual([
      ...['authority', 'clients', 'CN=clients ca,O=Example', '3650'],
      ...[expect.stringMatching(/^[0-9a-f]{64}$/) as string, expect.stringMatching(/^[0-9a-f]{64}$/) as string],
    ]);
  });

  test('has a server replaced that trusts it, and none where the authorities are the cluster’s own', () => {
    const digest = (authorities = {}): string =>
      volumeDigest(certificatePlan(modelOf({ authorities })), 'dev-broker-1-secrets');
    const own = digest();
    expect(digest({ clients: CertificateAuthority.existing(clients) })).toMatch(new RegExp(`^${own}-[0-9a-f]{12}$`));
  });
});
