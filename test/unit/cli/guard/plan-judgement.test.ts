import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Allowances } from '../../../../cli/guard/allowances';
import { outagesIn } from '../../../../cli/guard/outage';
import {
  judgementMarkdown,
  judgementTable,
  judgePlans,
  type PlanJudgement,
} from '../../../../cli/guard/plan-judgement';
import { planContents } from '../../../../runtime/terraform/plan-contents';

/** A plan that Terraform has made of a cluster that stood. */
const planned = (name: string) => planContents(readFileSync(path.join(__dirname, 'plans', `${name}.json`), 'utf8'));

const judge = (name: string, ...allowed: readonly string[]): PlanJudgement =>
  judgePlans(new Map([['stack', planned(name)]]), new Allowances(allowed, ['stack']));

const harmsIn = (name: string): readonly string[] => judge(name).harms.map(({ kind, what }) => `${kind}: ${what}`);

describe('A plan', () => {
  test('that replaces servers whose gates are asked is harmless', () => {
    expect(judge('brokers-changed')).toEqual({
      verdict: 'harmless',
      stacks: [{ stack: 'stack', added: 3, changed: 0, destroyed: 3 }],
      harms: [],
      leaving: [],
      moves: [],
      quorum: [],
      actions: [1, 2, 3].map((id) => `delete and create docker_container.guardt-broker-${id}`),
    });
  });

  test('that replaces several servers without a gate takes them all at once', () => {
    expect(harmsIn('brokers-changed-without-gate')).toEqual(
      [1, 2, 3].map((id) => `outage: server guardt-broker-${id} goes together with others, without a gate`),
    );
  });

  test('that takes a tainted server away asks no gate', () => {
    expect(harmsIn('broker-tainted')).toEqual([
      'outage: server guardt-broker-2 is tainted, so that Terraform asks no gate',
    ]);
  });

  test('lets one server go without a gate beside one that is declared no more, which goes before it', () => {
    const { changes, ...rest } = planned('brokers-changed-without-gate');
    const declaredNoMore = changes.map((each) =>
      each.address.endsWith('-broker-3')
        ? {
            ...each,
            action_reason: 'delete_because_no_resource_config',
            change: { ...each.change, actions: ['delete'] },
          }
        : each,
    );
    const contents = { ...rest, changes: declaredNoMore.filter(({ address }) => !address.endsWith('-broker-2')) };
    expect(outagesIn('stack', contents).map(({ server }) => server)).toEqual(['guardt-broker-3']);
  });

  test('tells a tainted server, which a deployment that was cut off may have left, from others that go', () => {
    const tainted = (name: string): readonly boolean[] => outagesIn('stack', planned(name)).map((each) => each.tainted);
    expect(tainted('broker-tainted')).toEqual([true]);
    expect(tainted('brokers-changed-without-gate')).toEqual([false, false, false]);
    expect(tainted('broker-declared-no-more')).toEqual([false]);
  });

  test('that takes a server away which is declared no more asks no gate', () => {
    expect(harmsIn('broker-declared-no-more')).toEqual([
      'outage: server guardt-broker-3 is declared no more, so that Terraform asks no gate',
    ]);
  });

  test('that takes every server away is the end of the cluster', () => {
    const harms = harmsIn('everything-destroyed');
    expect(harms).toHaveLength(6);
    expect(new Set(harms.map((harm) => harm.replace(/server \S+ /, '')))).toEqual(
      new Set(['outage: is taken away with every other server']),
    );
  });

  test('that loses a topic says so beside what it stops', () => {
    expect(harmsIn('without-topic-and-login').every((harm) => harm.startsWith('loss: '))).toBe(true);
    expect(judge('without-topic-and-login').verdict).toBe('refused');
  });

  test('that makes a topic anew for fewer partitions or by another name, or gives a login to somebody else, loses each; more partitions and a right that goes lose nothing', () => {
    const name = 'topics-and-logins-exchanged';
    expect(harmsIn(name)).toEqual([
      'loss: topic invoices with its records',
      'loss: topic orders with its records, for 3 partitions instead of 6',
      'loss: login of user billing by SCRAM-SHA-256',
    ]);
    const addresses = judge(name).harms.map(({ address }) => address);
    expect(judge(name).harms.every(({ replaced }) => replaced)).toBe(true);
    expect(
      [judge(name), judge(name, ...addresses.slice(1)), judge(name, ...addresses)].map((each) => each.verdict),
    ).toEqual([...['refused', 'refused', 'allowed']]);
    expect(judgementMarkdown(judge(name))).toContain('- `--allow-destroy kafka_topic.grd-orders`');
  });

  test('that takes volumes of data away loses what is in them, be they made anew or not', () => {
    expect(harmsIn('data-volumes-gone')).toEqual(
      ['grd-broker-1-data', 'grd-zookeeper-1-data'].map((volume) => `loss: volume ${volume} with all that is in it`),
    );
    expect(judge('data-volumes-gone').harms.map(({ replaced }) => replaced)).toEqual([false, true]);
  });

  test('is allowed when each of its harms is, by name, and no sooner', () => {
    const addresses = judge('brokers-changed-without-gate').harms.map(({ address }) => address);
    expect(judge('brokers-changed-without-gate', ...addresses).verdict).toBe('allowed');
    expect(judge('brokers-changed-without-gate', ...addresses.slice(1)).verdict).toBe('refused');
  });

  test('of one server without a gate is what was declared', () => {
    const { changes, ...contents } = planned('brokers-changed-without-gate');
    const one = changes.filter(({ address }) => !/broker-[23]$/.test(address));
    expect(judgePlans(new Map([['stack', { ...contents, changes: one }]]), new Allowances([], ['stack'])).verdict).toBe(
      'harmless',
    );
  });
});

describe('A judgement', () => {
  test('tells what leaves in order, and all that is done, as many as fit into a comment', () => {
    const changes = Array.from({ length: 250 }, (_, id) => ({
      ...{ address: `kafka_topic.t${id}`, mode: 'managed' as const, type: 'kafka_topic' },
      change: { actions: ['create'] },
    }));
    const plans = new Map([['stack', { changes, drift: [], provisioned: new Set<string>() }]]);
    const text = judgementMarkdown(
      judgePlans(plans, new Allowances([], ['stack']), {
        ...{ leaving: ['  servers: kafka-broker-4'], forgotten: {} },
        moves: [{ topic: 'orders', partition: 0, from: [1, 4], to: [1, 3] }],
      }),
    );
    expect(text).toContain('- servers: kafka-broker-4');
    expect(text).toContain('- orders-0: from 1, 4 to 1, 3\n');
    expect(text).toContain('- create kafka\\_topic.t199\n- and 50 more');
    expect(text).not.toContain('t200');
  });

  test('tells what the quorum comes to keep, whether or not anything else is done', () => {
    const quorum = ['features rise, and that can’t be undone:'];
    const judged = judgePlans(new Map(), new Allowances([], []), { leaving: [], forgotten: {}, quorum });
    expect(judged).toMatchObject({ verdict: 'harmless', quorum });
    expect(judgementTable(judged)).toContain('can’t be undone');
    expect(judgementMarkdown(judged)).toContain('can’t be undone');
  });

  test('shows a volume of what leaves where it is allowed to go with its data, and not where it stays', () => {
    const address = 'docker_volume.kafka-broker-4-data';
    const change = { actions: ['delete'], before: { name: 'kafka-broker-4-data' } };
    const contents = { address, mode: 'managed' as const, type: 'docker_volume', change };
    const plans = new Map([['base', { changes: [contents], drift: [], provisioned: new Set<string>() }]]);
    const judged = (...allowed: readonly string[]) =>
      judgePlans(plans, new Allowances(allowed, ['base']), { leaving: [], forgotten: { base: [address] } });
    expect(judged()).toMatchObject({ verdict: 'harmless', harms: [] });
    expect(judged(address)).toMatchObject({ verdict: 'allowed', harms: [{ address, allowed: true }] });
  });

  test('names the option for each harm that is not allowed', () => {
    const [first, ...others] = judge('brokers-changed-without-gate').harms.map(({ address }) => address);
    const text = judgementTable(judge('brokers-changed-without-gate', first ?? ''));
    expect(text.match(/--allow-destroy \S+/g)).toEqual(others.map((address) => `--allow-destroy ${address}`));
  });

  test('is a comment on a merge request in which names are no markup', () => {
    const contents = planned('without-topic-and-login');
    const hostile = contents.changes.map((change) =>
      change.type === 'kafka_topic'
        ? { ...change, change: { ...change.change, before: { name: 'a|b`<img src=x> @all\n# c' } } }
        : change,
    );
    const text = judgementMarkdown(
      judgePlans(new Map([['stack', { ...contents, changes: hostile }]]), new Allowances([], ['stack'])),
    );
    expect(text).toContain('### Plan: refused');
    expect(text).toContain('topic a\\|b\\`\\<img src=x\\> @&#8203;all \\# c with its records');
    expect(text).toContain('- `--allow-destroy kafka_topic.');
  });
});
