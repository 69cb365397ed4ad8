import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Admin, Kafka } from 'kafkajs';
import { Duration } from '../../../model/units/duration';
import { viewPartitions } from '../../../runtime/kafka/cluster-view';
import { administrator } from '../../../runtime/kafka/kafka-admin';
import { ongoingMoves, throttlesOf } from '../../../runtime/kafka/placements';
import { until } from '../../../runtime/wait';
import { Checkout } from '../../integ/support/checkout';
import { edited } from '../../integ/support/edited';
import { type Outcome, textOf } from '../../integ/support/outcome';
import { write } from '../../integ/support/records';
import { Sampler } from './sampler';
import { sweepWriters, TwoWriters, type Verdicts, type WrittenTopics } from './two-writers';

/** What kafkajs writes to. */
export const TOPIC = 'topic1';
/** What Kafka's idempotent producer writes to. */
export const JAVA_TOPIC = 'topic2';
const PARTITIONS = 3;

/** How long a command may work until what it is ended at: images are made anew within a quarter of an hour, beside other work. */
const LONGEST = Duration.minutes(30);

/** How a deployment ends amid its work: by Ctrl-C, by a kill of all that it has started, or of the command alone, while Terraform lives on. */
export type EarlyEnd = 'interrupt' | 'killAll' | 'kill';

export interface StartOptions {
  /** Of main.ts: what stands there, and what is to. */
  readonly edits?: readonly (readonly [string, string])[];
  /** Of this project's commands, beside what every such cluster has. */
  readonly environment?: NodeJS.ProcessEnv;
  /** How much there is of my-topic, half a megabyte each; by default enough to be amid a move for a while. */
  readonly batches?: number;
}

/** A cluster that changes while two clients write, and of which it is sampled whether it ever has too little. */
export class ChangingCluster {
  public checkout!: Checkout;
  public admin!: Admin;
  public client!: Kafka;
  public sampler!: Sampler;
  /** When there was too little, as former samplers saw it. */
  public readonly tooLittle: string[] = [];
  private formerSamples = 0;
  private writers!: TwoWriters;

  /** Deploys it, and has two clients write. */
  public async start(
    name: string,
    firstPort: number,
    { edits = [], environment = {}, batches = 12 }: StartOptions = {},
  ): Promise<void> {
    await sweepWriters(name);
    this.checkout = await Checkout.make(name, firstPort, {
      ...{ KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' },
      ...environment,
    });
    mkdirSync(this.checkout.path('out'), { recursive: true });
    const topic = "const topic1 = resources.addTopic('topic1', { partitions: 3 });";
    this.declare('nodes: 3', 'nodes: 1');
    this.declare(topic, `${topic}\nresources.addTopic('${JAVA_TOPIC}', { partitions: ${PARTITIONS} });`);
    for (const [from, to] of edits) {
      this.declare(from, to);
    }
    await this.deploy();
    await this.connect();
    for (let batch = 0; batch < batches; batch++) {
      await write(this.client, 'my-topic', ['x'.repeat(500_000)]);
    }
    await this.observe({ kafkajs: TOPIC, java: JAVA_TOPIC });
  }

  /** Has two clients write, by the files that there are now, and samples whether there is too little. */
  public async observe(topics: Omit<WrittenTopics, 'partitions'>): Promise<void> {
    this.writers = await this.startWriting(topics);
    this.sampler = new Sampler(this.checkout, this.admin, ['my-topic', topics.kafkajs, topics.java]);
  }

  /** Connects as the administrator, by the files that there are now. */
  private async connect(): Promise<void> {
    this.client = await administrator(this.checkout.manifest, this.checkout.path('out', 'clients'));
    this.admin = this.client.admin();
    await this.admin.connect();
  }

  /** Has two more clients write, by the files that there are now. */
  public startWriting(topics: Omit<WrittenTopics, 'partitions'>, user?: string): Promise<TwoWriters> {
    const clients = this.checkout.path('out', 'clients');
    return TwoWriters.start(this.client, this.checkout.manifest, clients, { ...topics, partitions: PARTITIONS }, user);
  }

  /**
   * Hands the files that there are now to who watches and who writes: others go on, elsewhere, and those until now end.
   *
   * @returns what became of the records of those
   */
  public async handOver(topics: Omit<WrittenTopics, 'partitions'>): Promise<Verdicts> {
    const { sampler, admin, writers } = this;
    await this.connect();
    await this.observe(topics);
    await sampler.stop();
    this.tooLittle.push(...sampler.violations);
    this.formerSamples += sampler.samples;
    const verdicts = await writers.stop();
    await admin.disconnect();
    return verdicts;
  }

  /** How often somebody has looked, and got an answer. */
  public get samples(): number {
    return this.formerSamples + this.sampler.samples;
  }

  public declare(from: string, to: string): void {
    const file = this.checkout.path('main.ts');
    writeFileSync(file, edited(readFileSync(file, 'utf8'), from, to));
  }

  public async deploy(...args: string[]): Promise<string> {
    const outcome = await this.checkout.npm('deploy', ...args);
    if (outcome.code !== 0) {
      throw new Error(`the deployment ended with ${outcome.code}:\n${textOf(outcome)}`);
    }
    return textOf(outcome);
  }

  /** Deploys, and ends that amid a move. */
  public deployUntilMoving(end: EarlyEnd): Promise<Outcome> {
    return this.deployUntil('copies to move', () => this.isMoving(), end, ['--throttle', '50KiB']);
  }

  /** Whether copies move. */
  public async isMoving(): Promise<boolean> {
    return (await ongoingMoves(this.admin)).length > 0;
  }

  /** Deploys, and ends that as soon as something has come about. */
  public deployUntil(
    awaiting: string,
    condition: () => Promise<boolean>,
    end?: EarlyEnd,
    options?: readonly string[],
  ): Promise<Outcome> {
    return this.runUntil('deploy', awaiting, condition, end, options);
  }

  /** Runs one of the project's npm scripts, and ends that as soon as something has come about. */
  public async runUntil(
    script: string,
    awaiting: string,
    condition: () => Promise<boolean> | boolean,
    end: EarlyEnd = 'killAll',
    options: readonly string[] = [],
  ): Promise<Outcome> {
    const running = this.checkout.start('npm', ['run', '--silent', script, '--', ...options]);
    const early = running.ended.then((outcome): never => {
      throw new Error(`${script} ended with ${outcome.code} before ${awaiting}:\n${textOf(outcome)}`);
    });
    // It ends later, too.
    early.catch(() => undefined);
    const reached = until(condition, {
      ...{ within: LONGEST, awaiting },
      every: Duration.milliseconds(100),
    });
    await Promise.race([reached, early]);
    running[end]();
    return await running.ended;
  }

  /** Containers of brokers, by their names. */
  public async brokers(): Promise<Readonly<Record<string, string>>> {
    return Object.fromEntries(
      (await this.checkout.containers())
        .filter(({ Names }) => Names[0]?.includes('-broker-'))
        .map(({ Names, Id }) => [Names[0]?.slice(1) ?? '', Id]),
    );
  }

  /** How many copies each broker has, all of which must be in sync, with no move and no limit left. */
  public async copies(): Promise<Readonly<Record<number, number>>> {
    const partitions = await until(
      async () => {
        const view = await viewPartitions(this.admin);
        return view.every(({ replicas, isr }) => isr.length === replicas.length) && view;
      },
      { within: Duration.seconds(30), awaiting: 'all copies to be in sync' },
    );
    const { brokers } = await this.admin.describeCluster();
    const topics = [...new Set(partitions.map(({ topic }) => topic))];
    const ids = brokers.map(({ nodeId }) => nodeId);
    const limited = await throttlesOf(this.admin, topics, ids);
    if ((await ongoingMoves(this.admin)).length + limited.topics.length + limited.brokers.length > 0) {
      throw new Error(`moves have left something behind: ${JSON.stringify(limited)}`);
    }
    const counts: Record<number, number> = {};
    partitions.flatMap(({ replicas }) => replicas).forEach((id) => (counts[id] = (counts[id] ?? 0) + 1));
    return counts;
  }

  /** Has somebody move a partition's copies by hand, to the end. */
  public async place(topic: string, partition: number, replicas: readonly number[]): Promise<void> {
    const partitionAssignment = [{ partition, replicas: [...replicas] }];
    await this.admin.alterPartitionReassignments({ topics: [{ topic, partitionAssignment }] });
    await until(async () => !(await this.isMoving()), {
      ...{ within: Duration.minutes(2), awaiting: 'a move by hand to end' },
    });
  }

  /** How many copies a topic's partitions have. */
  public async factors(topic: string): Promise<readonly number[]> {
    return [...new Set((await viewPartitions(this.admin, [topic])).map(({ replicas }) => replicas.length))];
  }

  public async stopWriting(): Promise<Verdicts> {
    await this.sampler.stop();
    return await this.writers.stop();
  }

  public async remove(): Promise<void> {
    await this.sampler.stop();
    await this.admin.disconnect();
    await sweepWriters(this.checkout.name);
    await this.checkout.remove();
  }
}

/** The difference between the broker with most copies and that with fewest. */
export const spread = (counts: Readonly<Record<number, number>>): number =>
  Math.max(...Object.values(counts)) - Math.min(...Object.values(counts));

/** Ends the writing: nothing of it was lost or refused, and never was there too little. */
export async function expectNothingLost(cluster: ChangingCluster): Promise<void> {
  expectDelivered(await cluster.stopWriting());
  expect([...cluster.tooLittle, ...cluster.sampler.violations]).toEqual([]);
}

/** Of what two clients wrote, nothing was lost or refused. */
export function expectDelivered({ kafkajs, java }: Verdicts): void {
  for (const verdict of [kafkajs, java]) {
    expect(verdict.acknowledged).toBeGreaterThan(1_000);
    expect(verdict.violations).toEqual([]);
    expect(verdict.refused).toEqual([]);
    expect(verdict.turnedAway).toEqual([]);
  }
}
