import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brokerHealth, listeningHealth } from '../../../../model/files/health';

const matches = (test: readonly string[], line: string): boolean => new RegExp(test.at(-1) ?? '').test(line);
const row = (local: string, remote: string, state: string, waiting = '00000000'): string =>
  `   0: ${local} ${remote} ${state} 00000000:${waiting} 00:00000000 00000000  1000`;

test('a broker is healthy when its port listens, not when it is only connected to', () => {
  const health = brokerHealth(9091);
  expect(matches(health, row('0300A8C0:2383', '00000000:0000', '0A'))).toBe(true);
  expect(matches(health, row('0300A8C0:A2B4', '0400A8C0:2383', '01'))).toBe(false);
});

test('a broker that leaves connections waiting is not healthy', () => {
  expect(matches(brokerHealth(9091), row('0300A8C0:2383', '00000000:0000', '0A', '00000003'))).toBe(false);
});

describe('a run of the health test', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'health-'));
  const mark = path.join(folder, 'served');
  const running: ChildProcess[] = [];
  const servers: Server[] = [];

  afterEach(() => {
    running.splice(0).forEach((child) => child.kill('SIGKILL'));
    servers.splice(0).forEach((server) => server.close());
    rmSync(mark, { force: true });
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  /** As the engine runs it, in a container whose first process is the given one; it watches for two seconds. */
  function run(port: number, first = process.pid): Promise<number> {
    const [, shell = '', ...args] = listeningHealth(port);
    const here = (text: string): string =>
      text
        .replace('/tmp/.served', mark)
        .replace('/proc/1/', `/proc/${first}/`)
        .replace('sleep 4', 'sleep 0.1')
        .replace('now + 20', 'now + 2')
        .replaceAll('await 2', 'await 1');
    const child = spawn(shell, args.map(here), { stdio: 'ignore' });
    running.push(child);
    return once(child, 'exit').then(([code]) => code as number);
  }

  async function listen(port = 0): Promise<{ readonly port: number; readonly server: Server }> {
    const server = createServer().listen(port, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    return { port: (server.address() as AddressInfo).port, server };
  }

  async function freePort(): Promise<number> {
    const { port, server } = await listen();
    server.close();
    await once(server, 'close');
    return port;
  }

  test('that begins before the server serves ends well when it does', async () => {
    const port = await freePort();
    const ended = run(port);
    await listen(port);
    expect(await ended).toBe(0);
    expect(existsSync(mark)).toBe(true);
  });

  test('fails while a server that has served does so no more', async () => {
    const { port, server } = await listen();
    expect(await run(port)).toBe(0);
    server.close();
    expect(await run(port)).toBe(1);
  });

  test('that watches a server fails when that serves no more, and ends well when it does', async () => {
    const { port, server } = await listen();
    expect(await run(port)).toBe(0);
    expect(await run(port)).toBe(0);
    const watching = run(port);
    server.close();
    expect(await watching).toBe(1);
  });

  test('fails for a server that is stopped, and for one that takes no connections', async () => {
    const code = `const server = require('net').createServer().listen(0, '127.0.0.1', () => console.log(server.address().port))`;
    const hung = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
    running.push(hung);
    const [port] = (await once(hung.stdout, 'data')) as [Buffer];
    const at = Number(port.toString());
    expect(await run(at, hung.pid)).toBe(0);
    hung.kill('SIGSTOP');
    expect(await run(at, hung.pid)).toBe(1);
    const client = connect(at, '127.0.0.1');
    await once(client, 'connect');
    expect(await run(at)).toBe(1);
    client.destroy();
    hung.kill('SIGCONT');
    expect(await run(at, hung.pid)).toBe(0);
  }, 600_000);
});
