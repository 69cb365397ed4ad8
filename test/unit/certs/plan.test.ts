import {
  certificatePlan,
  identityDigest,
  renderPlan,
  subjectAlternativeNames,
  volumeDigest,
} from '../../../certs/plan';
import { Duration } from '../../../constructs';
import { first, modelOf } from '../fixtures/cluster';

const plan = certificatePlan(modelOf({ certificateUsers: ['client'] }));
const identity = (name: string): (typeof plan.identities)[number] =>
  first(plan.identities.filter((one) => one.name === name));

test('every server, the brokers’ shared ZooKeeper client, the administrator and each certificate user is an identity', () => {
  expect(plan.identities.map(({ name }) => name)).toEqual([
    'broker-1',
    'broker-2',
    'broker-3',
    'zookeeper-1',
    'zookeeper-2',
    'zookeeper-3',
    'zookeeper-client',
    'admin',
    'client',
  ]);
});

test('a broker’s certificate bears every name under which it is advertised', () => {
  expect(identity('broker-2').hosts).toEqual(['127.0.0.1', 'dev-broker-2', 'dev-broker-2.dev-backplane', 'localhost']);
});

test('clients are signed by an authority that no server is signed by', () => {
  for (const { role, signedBy } of plan.identities) {
    expect(signedBy).toBe(role === 'admin' || role === 'client' ? 'clients' : 'cluster');
  }
});

test('clients may not serve, and trust the cluster’s authority alone', () => {
  expect(identity('client')).toMatchObject({ usages: ['clientAuth'], trusts: ['cluster'], hosts: [] });
});

test('all brokers show ZooKeeper one name, so that each may change what another made', () => {
  expect(identity('zookeeper-client').locations).toEqual(
    [1, 2, 3].map((id) => ({ volume: `dev-broker-${id}-secrets`, folder: 'zookeeper-client' })),
  );
});

test('no identity is placed in the volume of the authorities’ keys', () => {
  expect(plan.identities.flatMap(({ locations }) => locations.map(({ volume }) => volume))).not.toContain(
    'dev-authority',
  );
});

test('alternative names are marked as addresses or host names', () => {
  expect(subjectAlternativeNames(['127.0.0.1', 'kafka', '::1'])).toBe('ip:127.0.0.1,dns:kafka,ip:::1');
});

test('the plan for the script has one line for each authority and identity', () => {
  const lines = renderPlan(plan).trimEnd().split('\n');
  expect(lines).toHaveLength(11);
  expect(lines[0]).toBe('authority\tcluster\tCN=cluster-ca,OU=authorities,O=dev\t3650');
  expect(lines.at(-1)).toBe(
    'identity\tclient\tclients\tCN=client,OU=clients,O=dev\t-\tclientAuth\t365\tcluster\tdev-identities/client',
  );
});

test('the ends of all certificates but the brokers’, who show theirs, are recorded for who watches them', () => {
  const watched = certificatePlan({ ...modelOf(), serviceUsers: ['monitoring'], expiryReader: 'monitoring' });
  expect(renderPlan(watched).trimEnd().split('\n').at(-1)).toBe(
    'record\tdev-service-monitoring\tzookeeper-1,zookeeper-2,zookeeper-3,zookeeper-client,admin,monitoring',
  );
});

test('an identity’s line and digest are those of its first issue until its version rises', () => {
  const again = certificatePlan({ ...modelOf(), certificateVersion: 2 });
  expect(renderPlan(again).trimEnd().split('\n').at(-1)).toBe(
    'identity\tadmin\tclients\tCN=admin,OU=administrators,O=dev\t-\tclientAuth\t365\tcluster\tdev-identities/admin\t2',
  );
  const broker = identity('broker-1');
  expect(identityDigest({ ...broker, version: 2 })).not.toBe(identityDigest(broker));
});

test('an identity’s digest changes with its names, and not with where it is put', () => {
  const broker = identity('broker-1');
  expect(identityDigest({ ...broker, hosts: [...broker.hosts, 'other'] })).not.toBe(identityDigest(broker));
  expect(identityDigest({ ...broker, locations: [] })).toBe(identityDigest(broker));
});

test('who reads certificates again while it runs needs no restart for one that is issued anew, and for another one', () => {
  const digest = (props: Parameters<typeof modelOf>[0], readsAnew?: boolean): string =>
    volumeDigest(certificatePlan(modelOf(props)), 'dev-broker-1-secrets', { readsAnew });
  expect(digest({ certificateVersion: 2 })).not.toBe(digest({}));
  expect(digest({ certificateVersion: 2 }, true)).toBe(digest({}));
  expect(digest({ certificateValidity: Duration.days(90) }, true)).not.toBe(digest({}));
});

test('one user’s certificate is issued anew by its own version, beside that of all', () => {
  const lineOf = (certificateVersion: number, version: number): string | undefined => {
    const users = [{ name: 'client', mechanism: 'certificate', version }];
    return renderPlan(certificatePlan({ ...modelOf({ certificateVersion }), users }))
      .trimEnd()
      .split('\n')
      .at(-1);
  };
  const issued =
    'identity\tclient\tclients\tCN=client,OU=clients,O=dev\t-\tclientAuth\t365\tcluster\tdev-identities/client';
  expect([lineOf(1, 1), lineOf(2, 1), lineOf(1, 2), lineOf(2, 2)]).toEqual([
    issued,
    `${issued}\t2`,
    `${issued}\t1.2`,
    `${issued}\t2.2`,
  ]);
});

describe('an authority whose key is exchanged', () => {
  const exchanged = certificatePlan(
    modelOf({ reload: 'reload', authorityVersions: { servers: { version: 2, former: 'signs' } } }),
  );
  const digestIn = (volume: string, readsAnew?: boolean): readonly string[] =>
    [plan, exchanged].map((each) => volumeDigest(each, volume, { readsAnew }));

  test('has a name for each version, and is told to the script with what the former one does', () => {
    expect(renderPlan(exchanged).split('\n').slice(0, 2)).toEqual([
      'authority\tcluster\tCN=cluster-ca-2,OU=authorities,O=dev\t3650\t-\t-\t2\tsigns',
      'authority\tclients\tCN=clients-ca,OU=authorities,O=dev\t3650\t-\t-\t1\t-',
    ]);
  });

  test('replaces nobody where its first version is declared, which the script is told', () => {
    const none = certificatePlan(modelOf({ reload: 'reload' }));
    const first = certificatePlan(modelOf({ reload: 'reload', authorityVersions: { servers: { version: 1 } } }));
    expect(renderPlan(first)).toContain('authority\tcluster\tCN=cluster-ca,OU=authorities,O=dev\t3650\t-\t-\t1\t-\n');
    for (const volume of ['dev-zookeeper-1-secrets', 'dev-broker-1-secrets', 'dev-identities']) {
      expect(volumeDigest(first, volume)).toBe(volumeDigest(none, volume));
    }
  });

  test('has a server replaced that it concerns, unless that reads certificates again', () => {
    const [node, other] = digestIn('dev-zookeeper-1-secrets');
    expect(other).toBe(`${node ?? ''}-cluster.2.signs`);
    const [broker, same] = digestIn('dev-broker-1-secrets', true);
    expect(same).toBe(broker);
  });

  test('replaces nobody whom it does not concern', () => {
    const clients = certificatePlan(
      modelOf({ reload: 'reload', authorityVersions: { clients: { version: 2, former: 'signs' } } }),
    );
    expect(volumeDigest(clients, 'dev-zookeeper-1-secrets')).toBe(volumeDigest(plan, 'dev-zookeeper-1-secrets'));
    expect(volumeDigest(clients, 'dev-broker-1-secrets')).not.toBe(volumeDigest(plan, 'dev-broker-1-secrets'));
  });
});
