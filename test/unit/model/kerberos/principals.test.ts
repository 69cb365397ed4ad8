import { Authentication, KerberosRealm, Listener } from '../../../../constructs';
import type { ClusterModel } from '../../../../model/cluster/cluster-model';
import {
  kerberosPrincipals,
  keytabVolumes,
  principalRules,
  renderPrincipals,
} from '../../../../model/kerberos/principals';
import { kdcsOf, realmFiles } from '../../../../model/kerberos/realm-files';
import { modelOf } from '../../fixtures/cluster';

const REALM = 'EXAMPLE.ORG';

/** A cluster of two brokers with tickets of a realm, and users of it. */
function clusterOf(realm: KerberosRealm, ...names: readonly string[]): ClusterModel {
  const model = modelOf({
    brokers: 2,
    listeners: [
      Listener.published('gssapi', { firstHostPort: 19292, authentication: Authentication.gssapi(realm) }),
      Listener.internal('inside', { port: 9096, authentication: Authentication.gssapi(realm) }),
    ],
  });
  return { ...model, users: names.map((name) => ({ name, mechanism: 'kerberos', version: 2 })) };
}

const managed = KerberosRealm.managed({ realm: REALM, hostPort: 8888 });
const existing = KerberosRealm.existing({ realm: REALM, kdcs: ['kdc.example.org:88'], keytabs: 'keytabs' });

/** What Kafka makes of a principal by the rules: Java's and JavaScript's expressions agree on what stands in them. */
function localName(rules: string, principal: string): string | undefined {
  for (const [, pattern = ''] of rules.matchAll(/RULE:\[1:\$1@\$0\]\((.+?)\)s\/@\.\*\$\/\//g)) {
    if (new RegExp(`^(?:${pattern})$`).test(principal)) {
      return principal.replace(/@.*$/, '');
    }
  }
  return undefined;
}

describe('the rules for principals', () => {
  const rules = principalRules(clusterOf(managed, 'alice', 'a.b'));

  test('let declared users in, each by its name', () => {
    expect(['alice', 'a.b'].map((name) => localName(rules, `${name}@${REALM}`))).toEqual(['alice', 'a.b']);
  });

  test.each([
    'bob@EXAMPLE.ORG',
    'alice@EXAMPLE-ORG',
    'alice@OTHER.EXAMPLE.ORG',
    'alice@EXAMPLE.ORG.EVIL',
    'malice@EXAMPLE.ORG',
    'alice2@EXAMPLE.ORG',
    'aXb@EXAMPLE.ORG',
    'alice/admin@EXAMPLE.ORG',
    'kafka/localhost@EXAMPLE.ORG',
  ])('fail for %s, whom nobody has declared', (principal) => {
    expect(localName(rules, principal)).toBeUndefined();
  });

  test('fail for everyone where nobody is declared, and have no rule for all others', () => {
    expect(principalRules(clusterOf(managed))).toBe('');
    expect(rules).not.toContain('DEFAULT');
  });
});

describe('the principals of a cluster', () => {
  test('are one for each host: brokers that are advertised at one share it, and each has the keys of its own hosts alone', () => {
    const services = kerberosPrincipals(clusterOf(managed)).map(({ name, folders }) => [name, ...folders]);
    expect(services.map(([name]) => name)).toEqual([
      'kafka/localhost@EXAMPLE.ORG',
      'kafka/dev-broker-1@EXAMPLE.ORG',
      'kafka/localhost@EXAMPLE.ORG',
      'kafka/dev-broker-2@EXAMPLE.ORG',
    ]);
    expect(services.map(([, folder]) => folder?.split('/')[0])).toEqual([
      ...['dev-broker-1-secrets', 'dev-broker-1-secrets'],
      ...['dev-broker-2-secrets', 'dev-broker-2-secrets'],
    ]);
    expect([...keytabVolumes(clusterOf(managed))]).toEqual(['dev-broker-1-secrets', 'dev-broker-2-secrets']);
  });

  test('are with users where the realm is the cluster’s own, whose version makes another key', () => {
    const users = kerberosPrincipals(clusterOf(managed, 'alice')).filter(({ isUser }) => isUser);
    expect(renderPrincipals(users)).toBe('user\talice@EXAMPLE.ORG\t2\tdev-identities/alice\t-\n');
  });

  test('are without users where the realm stands elsewhere: they keep their keys to themselves', () => {
    const principals = kerberosPrincipals(clusterOf(existing, 'alice'));
    expect(principals.filter(({ isUser }) => isUser)).toEqual([]);
    expect(principals.map(({ source }) => source)).toContain('dev-broker-2.keytab');
  });

  test('are none without a realm', () => {
    expect(kerberosPrincipals(modelOf())).toEqual([]);
    expect(realmFiles(modelOf())).toEqual({});
  });
});

test('clients in containers find a realm of the cluster’s own by its container, those outside by its host; another one by what it says', () => {
  expect(kdcsOf(clusterOf(managed), 'internal')).toEqual(['dev-kdc:8888']);
  expect(kdcsOf(clusterOf(managed), 'published')).toEqual(['127.0.0.1:8888']);
  expect(kdcsOf(clusterOf(existing), 'internal')).toEqual(['kdc.example.org:88']);
  expect(Object.keys(realmFiles(clusterOf(managed)))).toEqual(['client', 'kdc']);
  expect(Object.keys(realmFiles(clusterOf(existing)))).toEqual(['client']);
});

test('brokers’ keys have the realm’s version, where the cluster makes them', () => {
  const versions = (realm: KerberosRealm): readonly number[] => [
    ...new Set(
      kerberosPrincipals(clusterOf(realm))
        .filter(({ isUser }) => !isUser)
        .map(({ keyVersion }) => keyVersion),
    ),
  ];
  expect(versions(managed)).toEqual([1]);
  expect(versions(KerberosRealm.managed({ realm: REALM, hostPort: 8888, keyVersion: 3 }))).toEqual([3]);
  expect(versions(existing)).toEqual([1]);
});
