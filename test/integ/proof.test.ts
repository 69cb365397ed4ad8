import { Duration } from '../../model/units/duration';
import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { LABELS } from '../../model/names/names';
import type { Report } from '../../proof/report/report';
import { until } from '../../runtime/wait';
import { AFTER_CHANGES } from '../../cli/commands/prove';
import type { Checkout } from './support/checkout';
import { expectSuccess, type Outcome, textOf } from './support/outcome';
import { DefaultCluster, MINUTE } from './default-cluster/cluster';

jest.setTimeout(25 * MINUTE);

// What watches, and what shows, is not of the servers that faults are done to.
const cluster = new DefaultCluster('iproof', 24_092, { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' });

beforeAll(async () => {
  await cluster.clone();
  expectSuccess(await cluster.checkout.npm('deploy'));
});

afterAll(() => cluster.checkout.remove());

const asAdministrator = (...tools: readonly string[]): Promise<Outcome> => cluster.asAdministrator(...tools);

describe('a rule that somebody added by hand', () => {
  const RULE = '--allow-principal User:user1 --operation Write --topic my-topic';

  const ends = async (): Promise<string> => (await asAdministrator('kafka-get-offsets.sh --topic my-topic')).stdout;

  test('fails the proof, and is named with what it lets its user do, of which nothing stays in the topic', async () => {
    const before = await ends();
    expect(before).toMatch(/^my-topic:0:\d+$/m);
    expect((await asAdministrator(`kafka-acls.sh --add ${RULE}`)).code).toBe(0);
    try {
      const outcome = await cluster.checkout.npm('proof', '--only', 'access');
      expect(outcome.code).toBe(1);
      const report = JSON.parse(readFileSync(cluster.checkout.path('out', 'proof', 'report.json'), 'utf8')) as Report;
      const [access] = report.checks;
      expect(access?.violations.map(({ code, subject }) => ({ code, subject }))).toEqual([
        { code: 'RuleUndeclared', subject: 'rule User:user1 ALLOW WRITE on TOPIC LITERAL my-topic from *' },
        { code: 'AccessTooWide', subject: 'user1 on topic my-topic' },
      ]);
      expect(access?.evidence).toContain('client writes my-topic: allowed');
    } finally {
      expect((await asAdministrator(`kafka-acls.sh --remove --force ${RULE}`)).code).toBe(0);
    }
    expect(await ends()).toBe(before);
  });
});

describe('a proof that ends early', () => {
  /** Where the servers stand in their networks, and what is declared on the cluster. */
  const surroundings = async (): Promise<unknown> => {
    const names = [...cluster.checkout.manifest.brokers, ...cluster.checkout.manifest.metadata.servers].map(
      ({ container }) => container,
    );
    const inspected = await Promise.all(names.map((name) => cluster.checkout.engine.getContainer(name).inspect()));
    const listed = await asAdministrator(
      'kafka-topics.sh --list',
      'kafka-acls.sh --list',
      'kafka-configs.sh --describe --entity-type users',
    );
    // A broker that has just come back is warned about on standard error.
    expectSuccess(listed);
    return {
      // In whatever order the tools list them.
      listed: listed.stdout
        .split('\n')
        .map((line) => line.trim())
        .sort(),
      containers: (await cluster.checkout.containers()).map(({ Names }) => Names).sort(),
      servers: inspected.map(({ State: { Running, Paused }, NetworkSettings: { Networks } }) => ({
        ...{ Running, Paused },
        networks: Object.entries(Networks).map(([network, { Aliases, IPAddress }]) => ({
          ...{ network, address: IPAddress },
          aliases: Aliases as unknown,
        })),
      })),
    };
  };

  const isDown = ({ Running }: { readonly Running: boolean }): boolean => !Running;

  type IsFaulty = (state: { readonly Running: boolean; readonly Paused: boolean }) => boolean;

  const isAnyBroker = async (isFaulty: IsFaulty): Promise<boolean> => {
    const { engine, manifest } = cluster.checkout;
    const states = await Promise.all(manifest.brokers.map(({ container }) => engine.getContainer(container).inspect()));
    return states.some(({ State }) => isFaulty(State));
  };

  /** Starts a proof of one promise, and waits until a broker is in the state that it puts one into. */
  const amidFault = async (check: string, isFaulty: IsFaulty): Promise<ReturnType<Checkout['start']>> => {
    // npm itself would end with 130 by Ctrl-C, whatever the proof ends with.
    const running = cluster.checkout.start('node', ['cli/run.mjs', 'proof', '--only', check]);
    await until(() => isAnyBroker(isFaulty), {
      within: Duration.seconds(120),
      awaiting: 'a broker that the proof has done something to',
      every: Duration.milliseconds(50),
    });
    return running;
  };

  /** Kills such a proof while a broker is in that state: another one, where the proof had ended the state before it was dead. */
  const killAmidFault = async (check: string, isFaulty: IsFaulty): Promise<void> => {
    for (;;) {
      const running = await amidFault(check, isFaulty);
      running.kill();
      await running.ended;
      if (await isAnyBroker(isFaulty)) {
        return;
      }
      expectSuccess(await cluster.checkout.npm('proof', '--only', 'cluster'));
    }
  };

  /** A broker that comes back before its old session has ended starts once more, and has no address meanwhile. */
  const expectAsBefore = async (before: unknown): Promise<void> => {
    let since: unknown;
    await until(
      async () => {
        since = await surroundings();
        return isDeepStrictEqual(since, before);
      },
      { within: Duration.seconds(90), awaiting: 'everything to be as it was' },
    ).catch(() => undefined);
    expect(since).toEqual(before);
  };

  test.each([
    [
      'Ctrl-C',
      ({ interrupt }: ReturnType<Checkout['start']>): Promise<void> => {
        interrupt();
        return Promise.resolve();
      },
    ],
    [
      'the loss of its own tools',
      async (): Promise<void> => {
        const helpers = (await cluster.checkout.containers()).filter(({ Labels }) => Labels[LABELS.role] === 'proof');
        expect(helpers).not.toEqual([]);
        await Promise.all(
          helpers.map(({ Id }) => cluster.checkout.engine.getContainer(Id).remove({ force: true, v: true })),
        );
      },
    ],
  ])('by %s amid a violation is not judged, and leaves everything as it was', async (_, end) => {
    const before = await surroundings();
    const running = await amidFault('failover', isDown);
    await end(running);
    const outcome = await running.ended;
    expect({ code: outcome.code, text: outcome.code === 2 ? '' : textOf(outcome) }).toEqual({ code: 2, text: '' });
    await expectAsBefore(before);
    expect(await cluster.checkout.pendingPlans()).toEqual({});
  });

  test.each([
    ['a broker is down', 'failover', isDown, ['plan'], /broker-\d, which was stopped, runs again/],
    [
      'a broker is paused',
      'zombie-leader',
      ({ Paused }: { readonly Paused: boolean }): boolean => Paused,
      ['proof', '--only', 'cluster'],
      /broker-\d, which was paused, goes on/,
    ],
  ] as const)(
    'by SIGKILL while %s leaves what the next command puts back, and says',
    async (_, check, isFaulty, [next, ...options], told) => {
      const before = await surroundings();
      await killAmidFault(check, isFaulty);
      const outcome = await cluster.checkout.npm(next, ...options);
      expectSuccess(outcome);
      expect(textOf(outcome)).toMatch(
        /a proof was killed \(process \d+ on .* since .*\), and what it has left is put back/,
      );
      expect(textOf(outcome)).toMatch(told);
      expect(textOf(outcome)).toMatch(/topic cdktf-kafka-proof-\S+ ?.* removed/);
      await expectAsBefore(before);
    },
    10 * MINUTE,
  );

  test(
    'is followed by one that proves all that npm start has not',
    async () => {
      expectSuccess(await cluster.checkout.npm('proof', '--skip', AFTER_CHANGES.join(',')));
      expect(await cluster.checkout.pendingPlans()).toEqual({});
    },
    20 * MINUTE,
  );
});
