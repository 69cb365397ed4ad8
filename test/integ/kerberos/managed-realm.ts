import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import type { ClusterStatus } from '../../../cli/status/cluster-status';
import { LABELS } from '../../../model/names/names';
import { CLIENT_FILES } from '../../../model/names/paths';
import { expectSuccess, textOf } from '../support/outcome';
import { findLeaks } from '../support/leaks';
import { OWN_PASSWORD, OWN_SECRET, READ, REALM, type RealmCluster } from './cluster';
import { edited } from '../support/edited';

/** A realm of the cluster’s own: who is let in, who is refused, and how a key is changed. */
export function managedRealmTests(cluster: RealmCluster): void {
  /** A user's own files with something wrong in them. */
  function spoil(user: string, change: (properties: string) => string, name = 'wrong.properties'): string {
    const right = readFileSync(path.join(cluster.folderOf(user), CLIENT_FILES.properties), 'utf8');
    const wrong = change(right);
    expect(wrong).not.toBe(right);
    writeFileSync(path.join(cluster.folderOf(user), name), wrong, { mode: 0o600 });
    return name;
  }

  test('the cluster and its realm deploy, and the next plan is empty', async () => {
    expectSuccess(cluster.deployed);
    expect(await cluster.checkout.pendingPlans()).toEqual({});
  });

  test('alice is let in by her keytab, and her record is there', async () => {
    expect(await cluster.produce('alice', CLIENT_FILES.properties)).not.toMatch(/ERROR|Exception/);
    expect(await cluster.kcat('admin', READ)).toContain('by alice');
  });

  test('alice’s keytab does for kcat too, and bob’s lets him read no topic', async () => {
    expect(await cluster.kcat('alice', READ)).toContain('by alice');
    expect(await cluster.kcat('bob', ['-L', '-t', 'orders', '-m', '20'])).toMatch(/Topic authorization failed/);
  });

  test('a principal that the realm does not know is refused', async () => {
    const wrong = spoil('alice', (properties) => properties.replace('alice@', 'mallory@'));
    expect(await cluster.produce('alice', wrong)).toMatch(/LoginException|Client not found/);
  });

  test('a user whose keytab is another one’s is refused', async () => {
    writeFileSync(
      path.join(cluster.folderOf('alice'), 'other'),
      readFileSync(path.join(cluster.folderOf('bob'), CLIENT_FILES.keytab)),
      {
        mode: 0o600,
      },
    );
    const keytab = path.join(cluster.folderOf('alice'), CLIENT_FILES.keytab);
    const wrong = spoil('alice', (properties) =>
      properties.replace(keytab, path.join(cluster.folderOf('alice'), 'other')),
    );
    expect(await cluster.produce('alice', wrong)).toMatch(/LoginException/);
  });

  test('a principal of the realm that is called like the administrator, or that is a broker’s, is refused with a good ticket', async () => {
    const principals = ['admin', 'admin/admin', 'kafka/localhost', 'CN=admin'];
    const properties: string[] = [];
    for (const [at, principal] of principals.entries()) {
      const keytab = path.join(cluster.folderOf('alice'), `keytab-${at}`);
      writeFileSync(keytab, await cluster.keytabOf(`${principal}@${REALM}`), { mode: 0o600 });
      const change = (right: string): string =>
        right
          .replace('alice@', `${principal}@`)
          .replace(path.join(cluster.folderOf('alice'), CLIENT_FILES.keytab), keytab);
      properties.push(spoil('alice', change, `wrong-${at}.properties`));
    }
    const outputs = await Promise.all(properties.map((file) => cluster.produce('alice', file)));
    for (const [at, output] of outputs.entries()) {
      // A broker that maps a principal to no name ends the connection, with a word or without one; right after it, bob is let in.
      expect({ principal: principals[at], output }).toEqual({
        principal: principals[at],
        output: expect.stringMatching(/SaslAuthenticationException|disconnected[^]+not present in metadata/) as string,
      });
      expect(output).not.toMatch(/LoginException|AuthorizationException/);
    }
  });

  test('bob, whom nothing is granted, is let in and may not write', async () => {
    expect(await cluster.produce('bob', CLIENT_FILES.properties)).toContain('AuthorizationException');
  });

  test('a user with a password is let in on the same listener, and refused with a wrong one', async () => {
    expect(await cluster.kcat('legacy', ['-L', '-m', '10'])).toContain('2 brokers:');
    expect(await cluster.kcat('legacy', ['-X', 'sasl.password=wrong', '-L', '-m', '10'])).toMatch(
      /Authentication failed|Invalid username or password/,
    );
  });

  test('a password of one’s own lets in by Kafka’s own client, kcat and kafkajs, whatever is in it', async () => {
    expect(await cluster.produce('own', CLIENT_FILES.properties)).not.toMatch(/ERROR|Exception/);
    expect(await cluster.kcat('admin', READ)).toContain('by own');
    expect(await cluster.kcat('own', ['-L', '-m', '10'])).toContain('2 brokers:');
    const login = { mechanism: 'plain', username: 'own' } as const;
    const connect = async (password: string): Promise<void> => {
      const admin = new Kafka({
        brokers: cluster.checkout.manifest.brokers.map(({ advertised }) => advertised['SASL'] ?? ''),
        ssl: { ca: readFileSync(path.join(cluster.folderOf('own'), CLIENT_FILES.ca), 'utf8') },
        sasl: { ...login, password },
        retry: { retries: 0 },
        logLevel: logLevel.NOTHING,
      }).admin();
      try {
        await admin.connect();
      } finally {
        await admin.disconnect();
      }
    };
    await connect(OWN_PASSWORD);
    await expect(connect(`${OWN_PASSWORD}x`)).rejects.toThrow(/uthentication failed/);
    expect(await findLeaks(cluster.checkout, { 'password of own': OWN_SECRET })).toEqual([]);
  });

  test('its password is in no state, synthesized file, inspection, command line, environment or log', async () => {
    const [, password = ''] =
      /^sasl\.password=(.+)$/m.exec(readFileSync(path.join(cluster.folderOf('legacy'), CLIENT_FILES.kcat), 'utf8')) ??
      [];
    expect(password.length).toBeGreaterThan(15);
    expect(await findLeaks(cluster.checkout, { 'password of legacy': password })).toEqual([]);
  });

  test('every listener lets in the right identities alone', async () => {
    expectSuccess(await cluster.checkout.npm('proof', '--only', 'identities'));
  });

  test('keys are changed by their versions: a user’s old keytab gets no more tickets, brokers take those of both, and no server restarts', async () => {
    const keytab = path.join(cluster.folderOf('alice'), CLIENT_FILES.keytab);
    const former = path.join(cluster.folderOf('alice'), 'former');
    copyFileSync(keytab, former);
    const servers = async (): Promise<string[]> =>
      (await cluster.checkout.containers())
        .filter(({ Labels }) => ['broker', 'zookeeper', 'kdc'].includes(Labels[LABELS.role] ?? ''))
        .map(({ Id }) => Id)
        .sort();
    const before = await servers();
    expect(before).toHaveLength(4);
    const serviceKeys = async (): Promise<readonly string[]> =>
      textOf(
        await cluster.checkout.run('docker', [
          ...['run', '--rm', '--user', '0', '--network', 'none', '-v', 'kerberos-broker-1-secrets:/secrets:ro'],
          ...[cluster.checkout.manifest.images.kerberos ?? '', 'klist', '-k', '/secrets/kerberos-localhost/keytab'],
        ]),
      ).match(/^ *\d+ (?=kafka)/gm) ?? [];
    expect(new Set(await serviceKeys()).size).toBe(1);
    // A ticket for the brokers that is given before.
    const own = path.join(cluster.folderOf('bob'), CLIENT_FILES.keytab);
    expectSuccess(await cluster.asUser('bob', 'kinit', ['-k', '-t', own, `bob@${REALM}`]));
    expectSuccess(await cluster.asUser('bob', 'kvno', [`kafka/localhost@${REALM}`]));

    const example = cluster.checkout.path('examples', 'kerberos.ts');
    const declared = readFileSync(example, 'utf8');
    writeFileSync(
      example,
      edited(
        declared,
        "('alice', { login: UserLogin.kerberos() }",
        "('alice', { login: UserLogin.kerberos({ keyVersion: 2 }) }",
      ),
    );
    writeFileSync(example, edited(readFileSync(example, 'utf8'), 'hostPort: 21088', 'hostPort: 21088, keyVersion: 2'));
    expectSuccess(await cluster.checkout.npm('deploy'));

    expect(new Set(await serviceKeys()).size).toBe(2);
    const status = await cluster.checkout.npm('status', '--json');
    const { credentials } = (JSON.parse(status.stdout) as { readonly data: ClusterStatus }).data;
    expect(credentials.filter(({ kind }) => kind === 'key')).toEqual(
      expect.arrayContaining(
        Object.entries({ alice: 2, bob: 1, 'kafka/localhost': 2 }).map(([holder, version]) => ({
          ...{ holder, version, kind: 'key', use: 'in use' },
        })),
      ) as unknown,
    );
    expect(await cluster.kcat('bob', ['-X', 'sasl.kerberos.kinit.cmd=true', '-L', '-t', 'orders', '-m', '20'])).toMatch(
      /Topic authorization failed/,
    );
    expect(await cluster.produce('alice', CLIENT_FILES.properties)).not.toMatch(/ERROR|Exception/);
    const outdated = spoil('alice', (properties) => properties.replace(keytab, former), 'former.properties');
    expect(await cluster.produce('alice', outdated)).toMatch(/LoginException/);
    expect(await servers()).toEqual(before);
  });
}
