import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Duration } from '../../../model/units/duration';
import { openGates } from '../../../rollout/ending';
import { type GateInputs, passGate } from '../../../rollout/gate';
import { RolloutStateFile } from '../../../rollout/rollout-state';
import { readArguments } from '../../../rollout/terraform-arguments';
import type { RunName, TerraformRun } from '../../../rollout/terraform-run';
import { BROKERS, MadeUpCluster, SERVERS, ZOOKEEPERS } from '../fixtures/made-up-cluster';
import { manifest } from '../fixtures/manifest';

jest.setTimeout(600_000);

let folder: string;
let cluster: MadeUpCluster;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'gate-'));
  cluster = new MadeUpCluster();
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

const [first = '', second = '', third = ''] = BROKERS;
const nameOf = (process: number): RunName => ({ host: 'here', space: 'here', process, began: 'noon' });

/** A run of Terraform with these words, of which nobody else is over. */
const runOf = (line: string, run: Partial<TerraformRun> = {}): TerraformRun => {
  const words = readArguments(line.split(' '), {});
  return {
    name: nameOf(1),
    arguments: words,
    gates: () => Promise.resolve([]),
    removals: () => Promise.resolve(words.destroys && !words.isPartial ? 'all' : undefined),
    isOver: () => Promise.resolve(false),
    ...run,
  };
};

const inputsOf = (run: TerraformRun, out = folder): GateInputs => ({
  ...{ manifest, run, cluster, turn: cluster.turn },
  file: new RolloutStateFile(out, manifest.name, run),
});

const AT_ONCE = { gathering: Duration.milliseconds(0), within: Duration.milliseconds(1) };
const IN_TURN = { gathering: Duration.milliseconds(0), within: Duration.seconds(30) };

/** Asks for one server alone, and tells whether it went or what was said. */
async function ask(server: string, inputs: GateInputs, open = false): Promise<string> {
  try {
    await passGate(server, inputs, { ...AT_ONCE, open });
    return 'gone';
  } catch (error) {
    return (error as Error).message;
  }
}

/** Begins the gates of several servers, as Terraform does, and does to each what is to be done once it is open. */
async function passAll(
  servers: readonly string[],
  inputs: GateInputs,
  act: (server: string) => unknown,
): Promise<readonly PromiseSettledResult<void>[]> {
  const begun = new Set(servers);
  const run = { ...inputs.run, gates: () => Promise.resolve([...begun]) };
  return await Promise.allSettled(
    servers.map(async (server) => {
      try {
        await passGate(server, { ...inputs, run }, IN_TURN);
      } finally {
        begun.delete(server);
      }
      await act(server);
    }),
  );
}

const replace = (servers: readonly string[], inputs: GateInputs): ReturnType<typeof passAll> =>
  passAll(servers, inputs, (server) => cluster.replace(server));

describe('a gate', () => {
  test('lets one server at a time go, ZooKeeper first and the controller last', async () => {
    await replace(SERVERS, inputsOf(runOf('terraform apply')));
    expect(cluster.gone).toEqual([...ZOOKEEPERS, second, third, first]);
    expect(cluster.mostAway).toBe(1);
  });

  test.each([
    ['another server is not healthy', (it: MadeUpCluster): unknown => it.set(third, { isHealthy: false })],
    ['another server is stopped', (it: MadeUpCluster): unknown => it.servers.delete(ZOOKEEPERS[0] ?? '')],
    ['a broker is not registered', (it: MadeUpCluster): unknown => it.unregistered.add(3)],
    ['a proof is under way', (it: MadeUpCluster): unknown => it.set('kafka-proof', {})],
    ['no broker answers', (it: MadeUpCluster): unknown => (it.silence = 'no answer')],
  ])('fails when %s, and takes no turn', async (_, harm) => {
    harm(cluster);
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toContain('[RolloutStuck]');
    expect(cluster.turnFound).toBeUndefined();
  });

  test('fails while a controller that has come has no vote in a quorum whose members change, and for no other reason', async () => {
    const leader = { nodeId: 1001, directory: 'd', logEndOffset: 9, caughtUpMs: 1 };
    cluster.quorum = { leader: 1001, epoch: 1, voters: [leader], observers: [] };
    cluster.lackingMember = 'controller 1002 to vote';
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toContain('still awaiting controller 1002 to vote');
    cluster.lackingMember = undefined;
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toBe('gone');
  });

  test('fails for every server while a step has refused what they are to be, unless all of them go', async () => {
    cluster.refused = [{ code: 'EnsembleResized', subject: 'an ensemble', rule: 'must stay', remedy: 'let it' }];
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toBe(
      '[EnsembleResized] an ensemble: must stay; let it',
    );
    expect(await ask(first, inputsOf(runOf('terraform apply')), true)).toBe('gone');
    expect(await ask(second, inputsOf(runOf('terraform destroy')))).toBe('gone');
  });

  test('fails for a server that is not healthy while others may still get something from it', async () => {
    cluster.set(first, { isHealthy: false });
    cluster.set(second, { isHealthy: false });
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toContain(`still awaiting ${second} to be healthy`);
    cluster.silence = 'no answer';
    cluster.set(second, { isHealthy: true });
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toContain('an answer to the administrator');
  });

  test('lets a broker go before others that holds them up, since it can say no more which copies are in sync', async () => {
    cluster.set(first, { isStuck: true });
    await replace(BROKERS, inputsOf(runOf('terraform apply')));
    // The controller, too, which would be the last one otherwise.
    expect(cluster.gone).toEqual([first, second, third]);
  });

  test('lets such a broker go while copies lag that nobody else can bring back, and no other one', async () => {
    cluster.lagging.add(2);
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toContain('still awaiting all replicas to be in sync');
    cluster.set(third, { isStuck: true });
    expect(await ask(third, inputsOf(runOf('terraform apply')))).toContain('still awaiting all replicas to be in sync');
    cluster.set(first, { isStuck: true });
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toBe('gone');
  });

  test('lets a server go that nobody gets anything from, whatever is wrong with the others', async () => {
    cluster.set(second, { isHealthy: false });
    cluster.set(first, { isHealthy: false });
    cluster.unregistered.add(1);
    expect(await ask(first, inputsOf(runOf('terraform apply')))).toBe('gone');
  });
});

describe('a server that the manifest does not name', () => {
  test('fails when it is another cluster’s, of which that manifest tells nothing', async () => {
    cluster.set('orders-broker-1', { cluster: 'orders' });
    expect(await ask('orders-broker-1', inputsOf(runOf('terraform apply')))).toContain('[ServerOfAnotherCluster]');
  });

  test('goes for good when all others are whole, and nobody awaits it any more', async () => {
    const inputs = inputsOf(runOf('terraform destroy -target=x'));
    for (const left of ['kafka-broker-4', 'kafka-broker-5']) {
      cluster.set(left, { cluster: 'kafka', container: left });
      cluster.set(third, { isHealthy: false });
      expect(await ask(left, inputs)).toContain(`still awaiting ${third} to be healthy`);
      cluster.set(third, { isHealthy: true });
      expect(await ask(left, inputs)).toBe('gone');
      cluster.destroy(left);
    }
    expect(await ask(first, inputsOf(runOf('terraform apply', { name: nameOf(2) })))).toBe('gone');
  });
});

describe('Terraform that does too little at once', () => {
  test.each(['-parallelism=1', '-parallelism=none'])(
    'fails at once with %s, before anything is taken away',
    async (option) => {
      const inputs = inputsOf(runOf(`terraform apply ${option}`));
      expect(await ask(first, inputs)).toMatch(/\[SlotsTooFew\].*-parallelism=16/);
      expect(await ask(second, inputs)).toContain('[SlotsTooFew]');
      expect(cluster.turnFound).toBeUndefined();
    },
  );

  test('fails for more servers than it has slots, those included that get one when the others have failed', async () => {
    const inputs = inputsOf(runOf('terraform apply -parallelism=4'));
    const ended = await replace([...ZOOKEEPERS, first], inputs);
    expect(ended.map(({ status }) => status)).toEqual(Array(4).fill('rejected'));
    expect(await ask(second, inputs)).toContain('[SlotsTooFew]');
    expect(cluster.gone).toEqual([]);
  });

  test('fails for gates that Terraform has started and that have yet to speak', async () => {
    const run = runOf('terraform apply -parallelism=4', { gates: () => Promise.resolve([...ZOOKEEPERS, first]) });
    expect(await ask(first, inputsOf(run))).toContain('[SlotsTooFew]');
  });

  test('does when no other server can come', async () => {
    await replace(SERVERS, inputsOf(runOf('terraform apply -parallelism=6')));
    expect(cluster.gone).toHaveLength(6);
    expect(cluster.mostAway).toBe(1);
  });

  test('does for one server that is only destroyed', async () => {
    expect(await ask(first, inputsOf(runOf('terraform destroy -parallelism=1 -target=x')))).toBe('gone');
  });
});

describe('a gate that Terraform has started and that has yet to speak', () => {
  test('is awaited by the others', async () => {
    const run = runOf('terraform apply', { gates: () => Promise.resolve([first, second]) });
    expect(await ask(first, inputsOf(run))).toContain('the other servers that are to be replaced');
    const foreign = runOf('terraform apply', { gates: () => Promise.resolve(['another-cluster-broker-1']) });
    expect(await ask(first, inputsOf(foreign, path.join(folder, 'other')))).toBe('gone');
  });
});

describe('when Terraform destroys', () => {
  test('all servers go without awaiting each other, ZooKeeper after the brokers', async () => {
    const inputs = inputsOf(runOf('terraform destroy'));
    expect(await openGates(inputs, false)).toBe(true);
    await passAll(SERVERS, inputs, (server) => {
      cluster.destroy(server);
    });
    expect(new Set(cluster.gone.slice(0, 3))).toEqual(new Set(BROKERS));
    expect(cluster.gone).toHaveLength(6);
  });

  test('a metadata server that is stopped does not await the brokers, who get nothing from it', async () => {
    const inputs = inputsOf(runOf('terraform destroy'));
    const [zookeeper = ''] = ZOOKEEPERS;
    expect(await ask(first, inputs)).toBe('gone');
    expect(await ask(zookeeper, inputs)).toContain(`still awaiting ${first} to go`);
    cluster.set(zookeeper, { isStopped: true, isHealthy: false });
    expect(await ask(zookeeper, inputs)).toBe('gone');
  });

  test('what an earlier run has left goes too, though nothing is left that opens the gates', async () => {
    cluster.servers.delete(second);
    const inputs = inputsOf(runOf('terraform destroy'));
    expect(await ask(first, inputs)).toBe('gone');
    expect(await ask(third, inputs)).toBe('gone');
  });

  test.each([
    'terraform destroy -target=docker_container.kafka-broker-1',
    'terraform apply -replace=terraform_data.kafka-gates',
  ])('a part, the others are asked as for any one server: %s', async (line) => {
    const inputs = inputsOf(runOf(line));
    expect(await openGates(inputs, false)).toBe(false);
    cluster.set(third, { isHealthy: false });
    expect(await ask(first, inputs)).toContain('[RolloutStuck]');
    cluster.set(third, { isHealthy: true });
    expect(await ask(first, inputs)).toBe('gone');
  });

  test('several that are named, the second one fails at once: the first one does not come back', async () => {
    const inputs = inputsOf(runOf('terraform destroy -target=a -target=b'));
    expect(await ask(first, inputs)).toBe('gone');
    cluster.destroy(first);
    expect(await ask(second, inputs)).toContain(`${first} is destroyed by the same run and does not come back`);
  });

  test('by a saved plan, that plan says whether all go', async () => {
    const saved = (servers: readonly string[], process: number): TerraformRun =>
      runOf('terraform apply plan', { name: nameOf(process), removals: () => Promise.resolve(new Set(servers)) });
    expect(await openGates(inputsOf(saved(SERVERS, 1)), false)).toBe(true);
    expect(await openGates(inputsOf(saved(BROKERS, 2)), false)).toBe(false);
    ZOOKEEPERS.forEach((server) => cluster.servers.delete(server));
    expect(await openGates(inputsOf(saved(BROKERS, 3)), false)).toBe(true);
    expect(await openGates(inputsOf(saved([], 4)), false)).toBe(false);
  });
});

describe('when somebody has opened the gates', () => {
  test('all servers are replaced at once, and ZooKeeper does not await the new brokers', async () => {
    cluster.silence = 'no answer';
    const inputs = inputsOf(runOf('terraform apply -parallelism=1'));
    expect(await ask(first, inputs, true)).toBe('gone');
    await cluster.replace(first);
    const zookeeper = passGate(ZOOKEEPERS[0] ?? '', inputs, { ...IN_TURN, open: true });
    await expect(zookeeper).resolves.toBeUndefined();
  });
});

describe('two runs of Terraform at once', () => {
  const from = (process: number, run: Partial<TerraformRun> = {}): GateInputs =>
    inputsOf(runOf('terraform apply', { name: nameOf(process), ...run }), path.join(folder, String(process)));

  test('take turns, though they have no file in common', async () => {
    await Promise.all([replace([first, second], from(1)), replace([third], from(2))]);
    expect(cluster.gone).toHaveLength(3);
    expect(cluster.mostAway).toBe(1);
  });

  test('fail to take a turn that the other one has, and that may yet be used', async () => {
    await passGate(first, from(1), AT_ONCE);
    expect(await ask(second, from(2))).toContain(
      `another run of Terraform of process 1 on here, which replaces ${first}`,
    );
    cluster.turnFound = { id: 'whose', turn: undefined };
    expect(await ask(second, from(3))).toContain('docker rm -f whose');
  });

  test('do not await a turn whose run has ended, or whose server is back', async () => {
    await passGate(first, from(1), AT_ONCE);
    expect(await ask(second, from(2, { isOver: ({ process }) => Promise.resolve(process === 1) }))).toBe('gone');
    await cluster.replace(second);
    expect(await ask(third, from(3))).toBe('gone');
  });
});
