import { userInfo } from 'node:os';
import { openEngine } from '../../runtime/engine/engine';
import { SshServer } from './support/ssh-server';

jest.setTimeout(12 * 60_000);

/** A host with an engine, which is this one. */
const host = new SshServer();
let path: string | undefined;
beforeAll(async () => {
  await host.start();
  path = process.env['PATH'];
  process.env['PATH'] = host.clientPath();
});
afterAll(() => {
  process.env['PATH'] = path;
  host.stop();
});

/** What its engine says that it is called. */
async function ask(): Promise<string> {
  const engine = openEngine(`ssh://${userInfo().username}@127.0.0.1:${host.port}`, { timeout: 60_000 });
  return ((await engine.info()) as { readonly ID: string }).ID;
}

describe('An engine that is reached by SSH', () => {
  test('answers where its host’s key is known, also by a hashed name, or by its authority', async () => {
    const here = ((await openEngine().info()) as { readonly ID: string }).ID;
    host.know(`${host.name} ${host.key('host')}`);
    expect(await ask()).toBe(here);
    host.hash();
    expect(await ask()).toBe(here);
    host.know(`@cert-authority ${host.name} ${host.key('authority')}`);
    expect(await ask()).toBe(here);
  });

  test.each<[string, () => readonly string[]]>([
    ['nothing of it is known', () => []],
    ['another key of it is known', () => [`${host.name} ${host.key('user')}`]],
    ['its key is known for another port', () => [`[127.0.0.1]:1 ${host.key('host')}`]],
    ['its key is revoked', () => [`@revoked ${host.name} ${host.key('host')}`, `${host.name} ${host.key('host')}`]],
    [
      'its authority’s key is revoked',
      () => [`@revoked * ${host.key('authority')}`, `@cert-authority * ${host.key('authority')}`],
    ],
    ['another authority speaks for it', () => [`@cert-authority ${host.name} ${host.key('user')}`]],
  ])('fails when %s', async (_, lines) => {
    host.know(...lines());
    await expect(ask()).rejects.toMatchObject({ violations: [{ code: 'EngineHostUnknown' }] });
  });
});
