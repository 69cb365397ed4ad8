import { createHash } from 'node:crypto';
import { endpointIn, endpointVariables, engineAdvice } from '../../../../model/placement/engine-endpoint';
import { codesOf } from '../../fixtures/cluster';

const id = (name: string): string => createHash('sha256').update(name).digest('hex');
const meta = (name: string, docker: object): Readonly<Record<string, string>> => ({
  [`/home/me/.docker/contexts/meta/${id(name)}/meta.json`]: JSON.stringify({ Name: name, Endpoints: { docker } }),
});
const tls = (name: string, ...files: readonly string[]): Readonly<Record<string, string>> =>
  Object.fromEntries(files.map((file) => [`/home/me/.docker/contexts/tls/${id(name)}/docker/${file}`, 'pem']));

const endpoint = (
  environment: Readonly<Record<string, string>>,
  files: Readonly<Record<string, string>> = {},
  platform = 'linux',
): ReturnType<typeof endpointIn> =>
  endpointIn({ environment, home: '/home/me', platform, read: (file) => files[file] });

const COLIMA = meta('colima', { Host: 'unix:///home/me/.colima/default/docker.sock' });
const CURRENT = { '/home/me/.docker/config.json': '{"currentContext":"colima"}' };

describe('The engine that everything talks to', () => {
  test('is what DOCKER_HOST names, before every context, such as Podman’s socket', () => {
    const podman = 'unix:///run/user/1000/podman/podman.sock';
    expect(endpoint({ DOCKER_HOST: podman, DOCKER_CONTEXT: 'colima' }, { ...COLIMA, ...CURRENT })).toEqual({
      host: podman,
      source: 'DOCKER_HOST',
    });
  });

  test('is that of DOCKER_CONTEXT, and then that of docker context use', () => {
    const other = meta('other', { Host: 'ssh://ops@kafka-a' });
    expect(endpoint({ DOCKER_CONTEXT: 'other' }, { ...other, ...COLIMA, ...CURRENT }).host).toBe('ssh://ops@kafka-a');
    expect(endpoint({}, { ...other, ...COLIMA, ...CURRENT })).toEqual({
      host: 'unix:///home/me/.colima/default/docker.sock',
      source: "Docker's context colima",
    });
  });

  test('is the default socket without either, and for the context default', () => {
    expect(endpoint({ DOCKER_HOST: '', DOCKER_CONTEXT: '' }).host).toBe('unix:///var/run/docker.sock');
    expect(endpoint({ DOCKER_CONTEXT: 'default' }, { ...COLIMA, ...CURRENT }).host).toBe('unix:///var/run/docker.sock');
    expect(endpoint({}, {}, 'win32').host).toBe('npipe:////./pipe/docker_engine');
    expect(endpoint({}, { '/home/me/.docker/config.json': 'no JSON' }).source).toBe('the default socket');
  });

  test('is looked up in the folder that DOCKER_CONFIG names', () => {
    const files = { '/etc/docker/config.json': '{"currentContext":"default"}', ...CURRENT };
    expect(endpoint({ DOCKER_CONFIG: '/etc/docker' }, files).source).toBe('the default socket');
  });

  test('has the certificates of its context, or of the environment for TCP alone', () => {
    const secure = { ...meta('lab', { Host: 'tcp://lab:2376' }), ...tls('lab', 'ca.pem', 'cert.pem', 'key.pem') };
    const lab = endpoint({ DOCKER_CONTEXT: 'lab', DOCKER_CERT_PATH: '/other' }, secure);
    expect(lab.certificates).toBe(`/home/me/.docker/contexts/tls/${id('lab')}/docker`);
    expect(endpoint({ DOCKER_HOST: 'tcp://lab:2376', DOCKER_TLS_VERIFY: '1' }).certificates).toBe('/home/me/.docker');
    expect(endpoint({ DOCKER_HOST: 'tcp://lab:2376', DOCKER_CERT_PATH: '/other' }).certificates).toBe('/other');
    expect(endpoint({ DOCKER_HOST: 'ssh://lab', DOCKER_CERT_PATH: '/other' }).certificates).toBeUndefined();
  });

  test('is handed on so that no other variable counts for more', () => {
    expect(endpointVariables({ host: 'ssh://ops@kafka-a', source: "Docker's context other" })).toEqual({
      DOCKER_HOST: 'ssh://ops@kafka-a',
      DOCKER_CONTEXT: '',
      DOCKER_CERT_PATH: '',
      DOCKER_TLS_VERIFY: '',
    });
  });

  test.each([
    ...[
      'unix://',
      'unix://docker.sock',
      'tcp://',
      'tcp://a b',
      'tcp://[::1',
      'tcp://h:99999',
      'tcp://h:0',
      'ssh://h:0',
      'tcp://10.0.0.256:2375',
    ],
    ...['ssh://', 'ssh://-oProxyCommand=x', 'ssh://me:secret@lab', 'fd://', 'file:///run/docker.sock', '${x}', '://'],
  ])('fails as %s, whether DOCKER_HOST says so or a context', (host) => {
    expect(codesOf(() => endpoint({ DOCKER_HOST: host }))).toEqual(['EngineAddressIllegal']);
    expect(codesOf(() => endpoint({ DOCKER_CONTEXT: 'odd' }, meta('odd', { Host: host })))).toEqual([
      'EngineAddressIllegal',
    ]);
  });

  test.each([
    'lab',
    'lab:2376',
    'https://lab:2376',
    'ssh://me@lab/run/podman/podman.sock',
    'npipe:////./pipe/docker_engine',
  ])('is what Docker’s own command takes, such as %s', (host) => {
    expect(endpoint({ DOCKER_HOST: host }).host).toMatch(new RegExp(`(tcp://)?${host}$`));
  });

  test('fails for a context that there is not, or that Terraform’s provider can’t take', () => {
    expect(() => endpoint({ DOCKER_CONTEXT: 'gone' }, COLIMA)).toThrow(
      /^\[EngineContextUnknown\] .* got gone; see docker context ls/,
    );
    const half = { ...meta('half', { Host: 'tcp://lab:2376' }), ...tls('half', 'ca.pem') };
    expect(codesOf(() => endpoint({ DOCKER_CONTEXT: 'half' }, half))).toEqual(['EngineContextUnsupported']);
    const blind = {
      ...meta('blind', { Host: 'tcp://lab:2376', SkipTLSVerify: true }),
      ...tls('blind', 'ca.pem', 'cert.pem', 'key.pem'),
    };
    expect(codesOf(() => endpoint({ DOCKER_CONTEXT: 'blind' }, blind))).toEqual(['EngineContextUnsupported']);
  });
});

describe('Terraform alone', () => {
  const advised = (
    environment: Readonly<Record<string, string>>,
    files: Readonly<Record<string, string>> = {},
  ): readonly string[] =>
    engineAdvice('Kafka', { environment, home: '/home/me', platform: 'linux', read: (file) => files[file] }).map(
      ({ code, value = '' }) => `${code}: ${value}`,
    );

  test('reaches the same engine by DOCKER_HOST, by DOCKER_CONTEXT, and by the default socket', () => {
    expect(advised({})).toEqual([]);
    expect(advised({ DOCKER_HOST: 'ssh://ops@kafka-a', DOCKER_CONTEXT: '' }, CURRENT)).toEqual([]);
    expect(advised({ DOCKER_CONTEXT: 'colima' }, COLIMA)).toEqual([]);
    expect(advised({ DOCKER_HOST: 'tcp://lab:2376', DOCKER_CERT_PATH: '/certificates' })).toEqual([]);
  });

  test('is warned about where a context counts for more there, or isn’t asked for, or has certificates', () => {
    const socket = 'unix:///home/me/.colima/default/docker.sock';
    expect(advised({ DOCKER_HOST: 'ssh://ops@kafka-a', DOCKER_CONTEXT: 'colima' }, COLIMA)).toEqual([
      `EngineAmbiguous: ${socket}`,
    ]);
    expect(advised({}, { ...COLIMA, ...CURRENT })).toEqual(['EngineAmbiguous: unix:///var/run/docker.sock']);
    const lab = { ...meta('lab', { Host: 'tcp://lab:2376' }), ...tls('lab', 'ca.pem', 'cert.pem', 'key.pem') };
    expect(advised({ DOCKER_CONTEXT: 'lab' }, lab)).toEqual(['EngineAmbiguous: the same, without certificates']);
  });
});
