import Docker from 'dockerode';
import { cannotStart, ping } from '../../../bootstrap/engine';
import { DEFAULT_SOURCE } from '../../../model/placement/engine-endpoint';

const DEFAULT = { host: 'unix:///var/run/docker.sock', source: DEFAULT_SOURCE };
const ROOT_ON_DEBIAN = { debian: true, root: true };

describe('An engine that does not answer', () => {
  test('is started here on Debian and as root', () => {
    expect(cannotStart(DEFAULT, 'ENOENT', ROOT_ON_DEBIAN)).toBeUndefined();
  });

  test('fails when DOCKER_HOST names it: another one is not put in its place', () => {
    expect(
      cannotStart({ host: 'tcp://elsewhere:2376', source: 'DOCKER_HOST' }, 'ECONNREFUSED', ROOT_ON_DEBIAN)?.message,
    ).toBe(
      '[EngineUnreachable] DOCKER_HOST: must name an engine that answers, got tcp://elsewhere:2376 (ECONNREFUSED); ' +
        'start that engine, or take the variable away to use the one on this machine',
    );
  });

  test('fails when a context of Docker’s names it', () => {
    const context = { host: 'ssh://ops@kafka-a', source: "Docker's context other" };
    expect(cannotStart(context, 'ECONNREFUSED', ROOT_ON_DEBIAN)?.message).toMatch(
      /^\[EngineUnreachable\] Docker's context other: .*; start that engine, or say docker context use default/,
    );
  });

  test('fails on Debian without root, with what to install', () => {
    expect(cannotStart(DEFAULT, 'EACCES', { debian: true, root: false })?.message).toMatch(
      /got EACCES; run "sudo apt-get install docker\.io" and add yourself to the group docker/,
    );
  });

  test('fails elsewhere, with what to install', () => {
    expect(cannotStart(DEFAULT, 'ENOENT', { debian: false, root: true })?.message).toMatch(
      /install and start Docker Engine 20\.10 or newer/,
    );
  });

  test('is told by the reason of its silence', async () => {
    await expect(ping(new Docker({ socketPath: '/no/such/socket' }))).resolves.toBe('ENOENT');
  });
});
