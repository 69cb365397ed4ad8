import { copyFileSync, mkdirSync, readFileSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { Duration } from '../../../model/units/duration';
import { until } from '../../../runtime/wait';
import { EngineEvents } from '../support/engine-events';
import { expectSuccess, textOf } from '../support/outcome';
import { type ChangingCluster, NAME } from './cluster';

const STACK = `${NAME}-cluster`;
const [FIRST, SECOND, THIRD] = [1, 2, 3].map((id) => `${NAME}-broker-${id}`) as [string, string, string];

const address = (server: string): string => `docker_container.${server}`;
const REPLACE_TWO = [FIRST, SECOND].map((server) => `-replace=${address(server)}`);

const KILLED = 'kill';
const BACK = 'health_status: healthy';

/** What Terraform alone asks of the gates, in ways that are not the project's own. */
export function gateTests(cluster: ChangingCluster): void {
  const idOf = async (server: string): Promise<string> =>
    (await cluster.checkout.engine.getContainer(server).inspect()).Id;
  const containers = (): Promise<readonly string[]> => Promise.all([FIRST, SECOND, THIRD].map(idOf));

  test('a change fails at once when Terraform does one thing at a time, and takes no server away', async () => {
    const before = await containers();
    const outcome = await cluster.checkout.terraform(
      STACK,
      ...['apply', '-no-color', '-auto-approve', '-parallelism=1', ...REPLACE_TWO],
    );
    expect(outcome.code).toBe(1);
    expect(textOf(outcome)).toContain('[SlotsTooFew]');
    expect(await containers()).toEqual(before);
  });

  test('Terraform of another name replaces two brokers one after the other, where no ps is to be had', async () => {
    const { checkout } = cluster;
    const tools = checkout.path('no ps');
    mkdirSync(tools);
    symlinkSync(process.execPath, path.join(tools, 'node'));
    const infra = path.join(tools, 'infra');
    copyFileSync((await checkout.run('which', ['terraform'])).stdout.trim(), infra);
    const folder = `-chdir=${checkout.path('cdktf.out', 'stacks', STACK)}`;
    const environment = { ...checkout.providers(), PATH: tools };
    const events = await EngineEvents.of(checkout.engine, NAME);
    expectSuccess(
      await checkout.run(infra, [folder, 'apply', '-no-color', '-auto-approve', ...REPLACE_TWO], { environment }),
    );
    const killed = await Promise.all([FIRST, SECOND].map((server) => events.positionOf(server, KILLED)));
    const back = await Promise.all([FIRST, SECOND].map((server) => events.positionOf(server, BACK)));
    events.end();
    expect(Math.max(...killed)).toBeGreaterThan(Math.min(...back));
  });

  test('a broker that is destroyed alone awaits the others, as one that is replaced does', async () => {
    const { checkout } = cluster;
    await checkout.engine.getContainer(THIRD).stop();
    const events = await EngineEvents.of(checkout.engine, NAME);
    const destroyed = checkout.terraform(
      STACK,
      ...['destroy', '-no-color', '-auto-approve', `-target=${address(SECOND)}`],
    );
    const asking = new RegExp(`"waiting":{"${SECOND}"`);
    await until(() => asking.test(readFileSync(checkout.path('out', 'rollout', `${NAME}-runs.json`), 'utf8')), {
      within: Duration.seconds(60),
      awaiting: 'the gate to ask',
    });
    await checkout.engine.getContainer(THIRD).start();
    expectSuccess(await destroyed);
    expect(await events.positionOf(SECOND, KILLED)).toBeGreaterThan(await events.positionOf(THIRD, BACK));
    events.end();
    await cluster.deploy();
    expect(await checkout.pendingPlans()).toEqual({});
  });
}
