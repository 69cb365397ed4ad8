import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { containerDifferences, uploadDifferences } from '../../../../cli/adoption/container-differences';

const declared = {
  labels: [
    { label: 'cdktf-kafka.cluster', value: 'kafka' },
    { label: 'cdktf-kafka.configuration', value: '0123' },
    { label: 'team', value: 'data' },
  ],
  env: ['KAFKA_HEAP_OPTS=-Xmx1g'],
  volumes: [
    { container_path: '/data', volume_name: 'kafka-broker-1-data', read_only: false },
    { container_path: '/configuration', volume_name: 'kafka-configuration', read_only: true },
  ],
  networks_advanced: [{ name: 'kafka-clients' }, { name: 'kafka-backplane' }],
  ports: [{ internal: 19092, external: 19092, ip: '127.0.0.1', protocol: 'tcp' }],
};

type Inspected = Parameters<typeof containerDifferences>[1];
const volume = (Name: string, Destination: string, RW: boolean): object => ({ Type: 'volume', Name, Destination, RW });

/** A container as the engine tells of it, with what its image brings. */
function running(more: { readonly [key in keyof Inspected]?: object } = {}): Inspected {
  return {
    Config: {
      Labels: {
        'cdktf-kafka.cluster': 'kafka',
        'cdktf-kafka.configuration': '0123',
        team: 'data',
        maintainer: 'the image’s',
      },
      Env: ['PATH=/usr/bin', 'KAFKA_HEAP_OPTS=-Xmx1g'],
      ...more.Config,
    },
    HostConfig: {
      PortBindings: { '19092/tcp': [{ HostIp: '127.0.0.1', HostPort: '19092' }] },
      ...more.HostConfig,
    },
    Mounts: more.Mounts ?? [
      volume('kafka-configuration', '/configuration', false),
      volume('kafka-broker-1-data', '/data', true),
      volume('f'.repeat(64), '/of-the-image', true),
    ],
    NetworkSettings: { Networks: { 'kafka-backplane': {}, 'kafka-clients': {} }, ...more.NetworkSettings },
  } as unknown as Inspected;
}

describe('A container', () => {
  test('is the declared one with what its image brings beside that', () => {
    expect(containerDifferences(declared, running())).toEqual([]);
  });

  test.each<[string, Parameters<typeof running>[0], readonly string[]]>([
    [
      'another label',
      { Config: { Labels: { 'cdktf-kafka.cluster': 'kafka', 'cdktf-kafka.configuration': '9999', team: 'data' } } },
      ['label cdktf-kafka.configuration'],
    ],
    [
      'a label of this package that is declared no more',
      {
        Config: {
          Labels: {
            ...{ 'cdktf-kafka.cluster': 'kafka', 'cdktf-kafka.configuration': '0123', team: 'data' },
            'cdktf-kafka.version': '3.9.2',
          },
        },
      },
      ['label cdktf-kafka.version'],
    ],
    ['no such variable', { Config: { Env: null } }, ['environment']],
    ['another volume', { Mounts: [volume('kafka-broker-2-data', '/data', true)] }, ['volumes']],
    [
      'a network more',
      { NetworkSettings: { Networks: { 'kafka-backplane': {}, 'kafka-clients': {}, own: {} } } },
      ['networks'],
    ],
    ['no published port', { HostConfig: { PortBindings: null } }, ['ports']],
    [
      'a port on another address',
      { HostConfig: { PortBindings: { '19092/tcp': [{ HostIp: '', HostPort: '19092' }] } } },
      ['ports'],
    ],
  ])('is another one by %s', (_, more, differences) => {
    expect(
      containerDifferences(declared, {
        ...running(more),
        ...(more?.Config && { Config: { ...running().Config, ...more.Config } }),
      }),
    ).toEqual(differences);
  });

  test('is the declared one after a run that was asked for other certificates', () => {
    const env = (value: string): string[] => ['OWNER=1000:1000', `RENEW=${value}`];
    expect(
      containerDifferences(
        { ...declared, env: env('') },
        { ...running(), Config: { ...running().Config, Env: env('broker-1,admin') } },
      ),
    ).toEqual([]);
  });

  test('without a network has a mode, which its provider compares', () => {
    expect(
      containerDifferences(
        { ...declared, networks_advanced: [] },
        running({ NetworkSettings: { Networks: { none: {} } } }),
      ),
    ).toEqual([]);
  });
});

describe('Files that a container was given', () => {
  const folder = mkdtempSync(join(tmpdir(), 'uploads-'));
  writeFileSync(join(folder, 'password'), 'of somebody');
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const container = (files: Readonly<Record<string, string>>): Pick<Docker.Container, 'getArchive'> => ({
    getArchive: (): Promise<NodeJS.ReadableStream> => {
      const tar = pack();
      Object.entries(files).forEach(([name, content]) => tar.entry({ name }, content));
      tar.finalize();
      return Promise.resolve(tar as unknown as NodeJS.ReadableStream);
    },
  });
  const upload = [
    { file: '/step/plan', content: 'one' },
    { file: '/step/deep/Program.class', content_base64: Buffer.from('two').toString('base64') },
    { file: '/step/password', source: 'password' },
  ];
  const given = { 'step/plan': 'one', 'step/deep/Program.class': 'two', 'step/password': 'of somebody' };

  test('are the declared ones by every byte, wherever they come from', async () => {
    await expect(uploadDifferences({ upload }, container(given), folder)).resolves.toEqual([]);
  });

  test('are the declared ones where the step that issues certificates has taken them away, and not where they are others', async () => {
    const provided = [
      { file: '/step/authorities/cluster/ca.pem', content: 'PEM' },
      { file: '/step/passwords/service1', source: 'password' },
    ];
    await expect(uploadDifferences({ upload: [...upload, ...provided] }, container(given), folder)).resolves.toEqual(
      [],
    );
    await expect(
      uploadDifferences({ upload: provided }, container({ 'step/authorities/cluster/ca.pem': 'other' }), folder),
    ).resolves.toEqual(['file /step/authorities/cluster/ca.pem']);
  });

  test('are named, and none is shown, where one is another or is not there', async () => {
    await expect(
      uploadDifferences({ upload }, container({ 'step/plan': 'else', 'step/password': 'of somebody else' }), folder),
    ).resolves.toEqual(['file /step/plan', 'file /step/deep/Program.class', 'file /step/password']);
  });
});
