import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Checkout } from './support/checkout';
import { expectSuccess, type Outcome, textOf } from './support/outcome';
import { EngineProxy } from './support/engine-proxy';

jest.setTimeout(15 * 60_000);

let checkout: Checkout;

beforeAll(async () => {
  // What is watched here are the servers' deployments.
  checkout = await Checkout.make('ibad', 28092, { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' });
});

afterAll(() => checkout.remove());

/** Awaits that the deployment under way has made the containers of its servers; it may take its time, but not end before. */
async function serversAppear(deployment: Promise<Outcome>): Promise<void> {
  let ended: Outcome | undefined;
  void deployment.then((outcome) => (ended = outcome));
  while ((await checkout.containers()).filter(({ Names }) => /broker|zookeeper/.test(Names[0] ?? '')).length < 3) {
    if (ended) {
      throw new Error(`the deployment ended before there was a server: ${textOf(ended)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('fails without an engine, and says what to start', async () => {
  const outcome = await checkout.run('npm', ['run', '--silent', 'deploy'], {
    environment: { DOCKER_HOST: 'tcp://127.0.0.1:1' },
  });
  expect(outcome.code).toBe(1);
  expect(textOf(outcome)).toContain('[EngineUnreachable] DOCKER_HOST: must name an engine that answers');
});

test('fails with a Terraform that is too old, and says which is needed and why', async () => {
  const folder = checkout.path('out', 'old');
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, 'terraform'), '#!/bin/sh\nprintf "Terraform v1.10.5\\non linux_amd64\\n"\n');
  chmodSync(path.join(folder, 'terraform'), 0o755);
  const outcome = await checkout.run('npm', ['run', '--silent', 'deploy'], {
    environment: { PATH: `${folder}:${process.env['PATH'] ?? ''}` },
  });
  expect(outcome.code).toBe(1);
  expect(textOf(outcome)).toMatch(/\[TerraformTooOld\].*1\.11.*1\.10\.5/s);
});

test('fails with a name that no cluster may have, before anything is made', async () => {
  const outcome = await checkout.run('npm', ['run', '--silent', 'deploy'], {
    environment: { KAFKA_CLUSTER: 'Bad_Name' },
  });
  expect(outcome.code).toBe(1);
  expect(textOf(outcome)).toContain('[ClusterNameIllegal]');
});

test('an engine that is lost half way fails the deployment with its reason, and the next one goes on', async () => {
  const proxy = new EngineProxy();
  const deployment = checkout.run('npm', ['run', '--silent', 'deploy'], {
    environment: { DOCKER_HOST: await proxy.open() },
  });
  await serversAppear(deployment);
  proxy.cut();
  const outcome = await deployment;
  expect(outcome.code).toBe(1);
  expect(textOf(outcome)).toContain('[EngineLost] cluster ibad');

  const next = await checkout.npm('deploy');
  expectSuccess(next);
  expect(await checkout.pendingPlans()).toEqual({});
});

test('Ctrl-C ends a deployment, and the next one goes on', async () => {
  expect((await checkout.npm('destroy', '--volumes')).code).toBe(0);
  const { ended, interrupt } = checkout.start('npm', ['run', '--silent', 'deploy']);
  await serversAppear(ended);
  interrupt();
  const outcome = await ended;
  expect(outcome.code).not.toBe(0);
  expect(textOf(outcome)).toContain('[Interrupted]');

  const next = await checkout.npm('deploy');
  expectSuccess(next);
  expect(await checkout.pendingPlans()).toEqual({});
});
