import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { openEngine } from '../../../../runtime/engine/engine';

const folder = mkdtempSync(path.join(tmpdir(), 'ssh-'));
const { PATH, DOCKER_HOST } = process.env;
const ENDPOINT = 'ssh://ops@docker.example.org:2222';

afterEach(() => {
  process.env['PATH'] = PATH;
  delete process.env['DOCKER_HOST'];
  if (DOCKER_HOST !== undefined) {
    process.env['DOCKER_HOST'] = DOCKER_HOST;
  }
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Puts a program in the place of the SSH client; it notes what it was called with. */
function clientThat(script: string): void {
  const file = path.join(folder, 'ssh');
  writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "$@" >${folder}/called\n${script}\n`);
  chmodSync(file, 0o755);
  process.env['PATH'] = `${folder}:${String(PATH)}`;
}

const ANSWER = "read -r line; printf 'HTTP/1.1 200 OK\\r\\nContent-Length: 2\\r\\nConnection: close\\r\\n\\r\\nOK'";
const called = (): readonly string[] => readFileSync(path.join(folder, 'called'), 'utf8').trim().split('\n');

describe('An engine that is reached by SSH', () => {
  test('answers by way of the machine’s own client, which must know the host’s key', async () => {
    clientThat(ANSWER);
    await expect(openEngine(ENDPOINT, { timeout: 20_000 }).ping()).resolves.toBeDefined();
    expect(called()).toEqual([
      ...['-o', 'StrictHostKeyChecking=yes', '-o', 'BatchMode=yes', '-o', 'ConnectTimeout=30', '-T'],
      ...['-l', 'ops', '-p', '2222', '--', 'docker.example.org', 'docker', 'system', 'dial-stdio'],
    ]);
  });

  test('is that of DOCKER_HOST, too, and one with a socket of its own', async () => {
    clientThat(ANSWER);
    process.env['DOCKER_HOST'] = 'ssh://[::1]/run/user/1000/docker; echo.sock';
    await openEngine().ping();
    expect(called().slice(-6)).toEqual([
      ...['--', '::1', 'docker', "'--host=unix:///run/user/1000/docker; echo.sock'", 'system', 'dial-stdio'],
    ]);
  });

  test.each([
    ['EngineHostUnknown', 'Host key verification failed.'],
    [
      'EngineHostUnknown',
      'No ED25519 host key is known for docker.example.org and you have requested strict checking.',
    ],
    ['EngineUnreachable', 'ops@docker.example.org: Permission denied (publickey).'],
  ])('fails with %s where the client says: %s', async (code, words) => {
    clientThat(`echo '@@@@@@@@' >&2; echo "${words}" >&2; exit 255`);
    await expect(openEngine(ENDPOINT).ping()).rejects.toMatchObject({
      violations: [{ code, subject: 'Docker engine ssh://docker.example.org:2222', value: words }],
    });
  });

  test('fails with what the client said last, in its two lines', async () => {
    clientThat(
      "printf 'Warning: x\\r\\nHost key for h has changed.\\r\\nHost key verification failed.\\r\\n' >&2; exit 255",
    );
    await expect(openEngine(ENDPOINT).ping()).rejects.toMatchObject({
      violations: [{ value: 'Host key for h has changed. Host key verification failed.' }],
    });
  });

  test('fails with EngineUnreachable where there is no client', async () => {
    process.env['PATH'] = '/nowhere';
    await expect(openEngine(ENDPOINT).ping()).rejects.toMatchObject({ violations: [{ code: 'EngineUnreachable' }] });
  });
});
