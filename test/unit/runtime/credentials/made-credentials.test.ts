import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { renderPrincipals } from '../../../../model/kerberos/principals';
import { madeCredentials } from '../../../../runtime/credentials/made-credentials';
import { Engines } from '../../../../runtime/engine/engines';
import { manifest } from '../../fixtures/manifest';

const principal = { keyVersion: 3, folders: ['volume/folder'], source: '-' };
const GIVEN: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'kafka-keytool': {
    plan: 'identity\tbroker-1\tcluster\npassword\tlegacy\t2\tkafka-identities/legacy\npassword\t_grafana\t1\tkafka-grafana\n',
    'passwords/own': 'never to be read',
  },
  'kafka-keytabs': {
    principals: renderPrincipals([
      { ...principal, name: 'kafka/localhost@EXAMPLE.ORG', isUser: false },
      { ...principal, name: 'kafka/localhost@EXAMPLE.ORG', isUser: false },
      { ...principal, name: 'alice@EXAMPLE.ORG', keyVersion: 1, isUser: true },
    ]),
  },
};

function archiveOf(step: string): NodeJS.ReadableStream {
  const tar = pack();
  Object.entries(GIVEN[step] ?? {}).forEach(([name, content]) => tar.entry({ name: `step/${name}` }, content));
  tar.finalize();
  return tar as unknown as NodeJS.ReadableStream;
}

/** An engine on which steps have ended so, or are not there. */
const engineWith = (ends: Readonly<Record<string, number>>): Docker =>
  ({
    getContainer: (step: string) => ({
      inspect: () =>
        step in ends
          ? Promise.resolve({ State: { Status: 'exited', ExitCode: ends[step] } })
          : Promise.reject(Object.assign(new Error('no such container'), { statusCode: 404 })),
      getArchive: () => Promise.resolve(archiveOf(step)),
    }),
  }) as unknown as Docker;

const legacy = { name: 'legacy', principal: 'User:legacy', authentication: 'plain', superUser: false } as const;
const cluster = {
  ...manifest,
  users: [...manifest.users, { ...legacy, mechanisms: ['PLAIN'] as const }],
  renewal: { beforeDays: 30, step: 'kafka-keytool', reload: true },
  kerberos: {
    ...{ realm: 'EXAMPLE.ORG', serviceName: 'kafka', container: 'kafka-kdc' },
    kdcs: { published: ['localhost:88'], internal: ['kafka-kdc:88'] },
  },
};
const madeBy = (ends: Readonly<Record<string, number>>, of: typeof cluster | typeof manifest = cluster) =>
  madeCredentials(new Engines(manifest, () => engineWith(ends)), of);

const password = { holder: 'legacy', kind: 'password', version: 2 };
const keys = [
  { holder: 'kafka/localhost', kind: 'key', version: 3 },
  { holder: 'alice', kind: 'key', version: 1 },
];

test('passwords of users and keys of a realm are told by what the steps were given', async () => {
  await expect(madeBy({ 'kafka-keytool': 0, 'kafka-keytabs': 0 })).resolves.toEqual([password, ...keys]);
});

test('nothing is told of a step that has failed, or is not there, or that no realm has', async () => {
  await expect(madeBy({ 'kafka-keytool': 1, 'kafka-keytabs': 0 })).resolves.toEqual(keys);
  await expect(madeBy({ 'kafka-keytool': 0 })).resolves.toEqual([password]);
  await expect(madeBy({ 'kafka-keytool': 0, 'kafka-keytabs': 0 }, manifest)).resolves.toEqual([]);
});
