import type { Admin } from 'kafkajs';
import { Duration } from '../../../model/units/duration';
import { LABELS } from '../../../model/names/names';
import { viewCluster, viewPartitions } from '../../../runtime/kafka/cluster-view';
import { minimaOf } from '../../../runtime/kafka/placements';
import { messageOf, pause } from '../../../runtime/wait';
import type { Checkout } from '../../integ/support/checkout';

const EVERY = Duration.milliseconds(500);
/** A broker that has just started tells of the past: what one answer shows must be shown by the next ones, too. */
const LOOKS = 3;
const LOOK_AGAIN = Duration.milliseconds(100);

/** Looks every 500 ms at which servers run, and at how many copies are in sync. */
export class Sampler {
  public readonly violations: string[] = [];
  /** Why looks have failed. */
  public readonly unanswered: string[] = [];
  private looked = 0;
  private ended = false;
  private readonly servers = new Set<string>();
  private readonly excused = new Set<string>();
  private readonly sampling: Promise<void>;

  /** @param topics those that must always have as many copies in sync as they ask for */
  public constructor(
    private readonly checkout: Checkout,
    private readonly admin: Admin,
    private readonly topics: readonly string[],
  ) {
    this.sampling = this.run();
  }

  /** How often it has looked, and got an answer. */
  public get samples(): number {
    return this.looked;
  }

  /** Servers that are to leave. */
  public excuse(...servers: readonly string[]): void {
    servers.forEach((server) => this.excused.add(server));
  }

  public async stop(): Promise<void> {
    this.ended = true;
    await this.sampling;
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      const next = pause(EVERY);
      try {
        const stopped = await this.stopped();
        // The engine tells of that when no broker answers, too.
        this.violations.push(...atOnce(stopped).map((violation) => `${new Date().toISOString()} ${violation}`));
        const shown = await this.confirmed();
        this.looked++;
        this.violations.push(...shown.map((violation) => `${new Date().toISOString()} ${violation}`));
      } catch (error) {
        // A broker that goes leaves a question unanswered, but never all of them.
        this.unanswered.push(messageOf(error));
      }
      await next;
    }
  }

  /** What several looks in a row show. */
  private async confirmed(): Promise<readonly string[]> {
    let shown = await this.look();
    for (let looks = 1; looks < LOOKS && shown.length > 0; looks++) {
      await pause(LOOK_AGAIN);
      const again = await this.look();
      shown = shown.filter((violation) => again.includes(violation));
    }
    return shown;
  }

  private async look(): Promise<readonly string[]> {
    const [thin, down] = await Promise.all([this.thin(), this.down()]);
    return [...thin, ...atOnce(down)];
  }

  private async thin(): Promise<readonly string[]> {
    const before = await minimaOf(this.admin, this.topics);
    const partitions = await viewPartitions(this.admin, this.topics);
    const after = await minimaOf(this.admin, this.topics);
    const minimum = (topic: string): number =>
      Math.min(...[...before, ...after].filter((each) => each.topic === topic).map(({ value }) => value));
    return partitions
      .filter(({ topic, isr }) => isr.length < minimum(topic))
      .map(({ topic, partition }) => `${topic}-${partition} has fewer copies in sync than it asks for`);
  }

  private async down(): Promise<readonly string[]> {
    const running = await this.running();
    const { brokers } = await viewCluster(this.admin);
    const up = running.filter((name) => !name.includes('-broker-') || brokers.has(Number(name.split('-').at(-1))));
    up.forEach((name) => this.servers.add(name));
    return this.missingIn(up);
  }

  /** Servers that don't run, whatever the brokers say. */
  private async stopped(): Promise<readonly string[]> {
    return this.missingIn(await this.running());
  }

  private async running(): Promise<readonly string[]> {
    return (await this.checkout.containers()).flatMap(({ Names, State, Labels }) => {
      const role = Labels[LABELS.role] ?? '';
      return State === 'running' && ['broker', 'zookeeper'].includes(role) ? [Names[0]?.slice(1) ?? ''] : [];
    });
  }

  /** One that has never served is yet to come. */
  private missingIn(up: readonly string[]): readonly string[] {
    return [...this.servers].filter((name) => !up.includes(name) && !this.excused.has(name)).sort();
  }
}

const atOnce = (down: readonly string[]): readonly string[] =>
  down.length > 1 ? [`down at once: ${down.join(', ')}`] : [];
