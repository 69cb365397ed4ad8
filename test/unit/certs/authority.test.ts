import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAuthority } from '../../../certs/authority';
import { certificatePlan, renderPlan, volumeDigest } from '../../../certs/plan';
import { CertificateAuthority } from '../../../constructs';
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
