import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { EngineTurn } from '../../../rollout/engine-turn';
import { RunningCluster } from '../../../rollout/observed-cluster';
import { manifest } from '../fixtures/manifest';

let folder: string;
let engine: Server;
let asked: Promise<Socket>;
beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'engine-'));
  engine = createServer();
  asked = new Promise((resolve) => {
    engine.on('connection', (socket) => {
      socket.once('data', () => {
        resolve(socket);
      });
    });
  });
  await new Promise<void>((resolve) => engine.listen(path.join(folder, 'engine.sock'), resolve));
});
afterEach(async () => {
  jest.useRealTimers();
  (await asked).destroy();
  engine.close();
  rmSync(folder, { recursive: true });
});

describe('An engine that takes a question, and never answers', () => {
  test.each([
    ['of a server', (cluster: RunningCluster) => cluster.server('kafka-broker-1')],
    ['of a turn', (cluster: RunningCluster) => new EngineTurn(() => cluster.engineOf('kafka-broker-1'), 'turn').find()],
  ])('is told as such, %s, and does not hold up Terraform for ever', async (_, ask) => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
    const hung = { ...manifest, engine: `unix://${path.join(folder, 'engine.sock')}` };
    const answer = expect(ask(new RunningCluster(hung, () => Promise.resolve(folder)))).rejects.toThrow(
      /^\[TimedOut\] waiting for the engine to tell of .*: took longer than/,
    );
    await asked;
    await jest.advanceTimersByTimeAsync(120_000);
    await answer;
  });
});
