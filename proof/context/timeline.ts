import { Duration } from '../../model/units/duration';
import type { Admin } from 'kafkajs';
import { quietly } from '../../runtime/kafka/kafka-admin';
import { bounded } from '../../runtime/wait';
import type { SendOutcome, Send } from '../verification/delivery-verifier';

/** Length of the spans that outcomes of sends are counted in, milliseconds. */
const BUCKET_MS = 100;
const SAMPLE_MS = 250;
const SAMPLE_WITHIN: Duration = Duration.milliseconds(1_500);

/** A fault, from its beginning to its undoing. Instants are milliseconds since the proof began. */
export interface FaultBand {
  /** Name of the check that caused it. */
  readonly check: string;
  /** What it was, for people. */
  readonly label: string;
  /** When it began. */
  readonly from: number;
  /** When it was undone; when the report was made, for one that was not. */
  readonly to: number;
}

/** Outcomes of the sends of one check: how many became known in each span, by the span's beginning; empty spans are left out. */
export type SendCounts = Readonly<Record<SendOutcome, readonly (readonly [at: number, count: number])[]>>;

/** What was seen of a partition from an instant on. */
export interface PartitionState {
  /** Milliseconds since the proof began. */
  readonly at: number;
  /** Id of the leading broker; -1 for none. */
  readonly leader: number;
  /** How many replicas were in sync. */
  readonly isr: number;
}

/** One partition's states, one for each change. */
export interface PartitionHistory {
  /** Name of the check that had it watched. */
  readonly check: string;
  /** Name of its topic. */
  readonly topic: string;
  /** Its number, from 0. */
  readonly partition: number;
  /** In the order in which they came about. */
  readonly states: readonly PartitionState[];
  /** When it was looked at last, in milliseconds since the proof began. */
  readonly until: number;
}

/** What happened during a proof, as it goes into the report. */
export interface TimelineReport {
  /** Length of the spans that outcomes of sends are counted in, milliseconds. */
  readonly bucketMs: number;
  /** Every fault that was caused. */
  readonly faults: readonly FaultBand[];
  /** What became of sends, for each check that sends. */
  readonly sends: readonly ({ readonly check: string } & SendCounts)[];
  /** Those of the topics that faults were watched by. */
  readonly partitions: readonly PartitionHistory[];
}

interface OpenBand {
  readonly check: string;
  readonly label: string;
  readonly from: number;
  to?: number;
}

interface OpenHistory {
  readonly check: string;
  readonly topic: string;
  readonly partition: number;
  readonly states: PartitionState[];
  until: number;
  /** Seen once, and not yet counted: a broker that has just come back may tell of the past. */
  candidate?: PartitionState;
}

/** A client that is asked as long as it answers. */
interface Sampler {
  readonly admin: Admin;
  readonly connected: Promise<void>;
}

function connectedSampler(admin: Admin): Sampler {
  const connected = admin.connect();
  // Each sample awaits it for a time of its own; none may be there when it fails.
  connected.catch(() => undefined);
  return { admin, connected };
}

/** Part of the metadata that is sampled. */
interface Sampled {
  readonly topics: readonly {
    readonly partitions: readonly {
      readonly partitionId: number;
      readonly leader: number;
      readonly isr: readonly number[];
    }[];
  }[];
}

/**
 * What happened when: faults, outcomes of sends, leaders and ISR sizes. It only looks on: nothing that goes wrong here changes a
 * verdict, so none of its functions throws.
 */
export class Timeline {
  readonly #bands: OpenBand[] = [];
  readonly #sends = new Map<string, Map<SendOutcome, Map<number, number>>>();
  readonly #histories = new Map<string, OpenHistory>();
  readonly #watches = new Map<() => Promise<void>, string>();

  /** `admin` makes clients of the samplers' own, so that their waits hold up nobody else's; `began` is in milliseconds since the epoch. */
  public constructor(
    private readonly admin: () => Admin,
    private readonly began = Date.now(),
    private readonly clock: () => number = Date.now,
  ) {}

  /** A fault begins now; the function that it returns ends it. One that is never ended lasts to the end of the proof. */
  public fault(check: string, label: string): () => void {
    const band: OpenBand = { check, label, from: this.now() };
    this.#bands.push(band);
    return () => {
      band.to ??= this.now();
    };
  }

  /** Adds a load's sends, whose clock began at an instant (milliseconds since the epoch). */
  public sends(check: string, startedAtEpochMs: number, sends: readonly Send[]): void {
    const byOutcome = getOrMake(this.#sends, check, () => new Map<SendOutcome, Map<number, number>>());
    for (const { at, outcome } of sends) {
      const bucket = Math.floor((startedAtEpochMs - this.began + at) / BUCKET_MS) * BUCKET_MS;
      const counts = getOrMake(byOutcome, outcome, () => new Map<number, number>());
      counts.set(bucket, (counts.get(bucket) ?? 0) + 1);
    }
  }

  /** Samples leaders and ISR sizes of a topic until the function that it returns is called. */
  public watch(check: string, topic: string): () => Promise<void> {
    const underWay = new Set<Promise<void>>();
    const endings: Promise<void>[] = [];
    let client: Sampler | undefined;
    let stopped = false;
    const end = ({ admin }: Sampler): void => {
      endings.push(quietly(admin.disconnect()));
    };
    const sample = async (): Promise<void> => {
      const asked = (client ??= connectedSampler(this.admin()));
      try {
        await bounded(asked.connected, { within: SAMPLE_WITHIN, awaiting: 'a connection' });
        const metadata = await bounded(asked.admin.fetchTopicMetadata({ topics: [topic] }), {
          within: SAMPLE_WITHIN,
          awaiting: 'metadata',
        });
        if (!stopped) {
          this.see(check, topic, metadata);
        }
      } catch {
        // A broker that is down answers nothing. What was asked of it goes on in kafkajs, and all that follows would wait for that.
        if (client === asked) {
          client = undefined;
          end(asked);
        }
      }
    };
    const begin = (): void => {
      // One that hangs at a broker that is paused holds up no other.
      if (underWay.size < 6) {
        const running = sample().finally(() => underWay.delete(running));
        underWay.add(running);
      }
    };
    begin();
    const timer = setInterval(begin, SAMPLE_MS);
    const stop = async (): Promise<void> => {
      if (!stopped) {
        stopped = true;
        this.#watches.delete(stop);
        clearInterval(timer);
        await Promise.allSettled(underWay);
        if (client !== undefined) {
          end(client);
        }
        await Promise.all(endings);
      }
    };
    this.#watches.set(stop, check);
    return stop;
  }

  /** Ends every watch of a check that is still on, as that of one which failed. */
  public async settle(check: string): Promise<void> {
    await Promise.all([...this.#watches].flatMap(([stop, of]) => (of === check ? [stop()] : [])));
  }

  /** Everything so far; what is still under way ends now. */
  public toReport(): TimelineReport {
    const now = this.now();
    return {
      bucketMs: BUCKET_MS,
      faults: this.#bands.map(({ check, label, from, to }) => ({ check, label, from, to: to ?? now })),
      sends: [...this.#sends].map(([check, byOutcome]) => ({
        check,
        acknowledged: inOrder(byOutcome.get('acknowledged')),
        failed: inOrder(byOutcome.get('failed')),
        unknown: inOrder(byOutcome.get('unknown')),
      })),
      partitions: [...this.#histories.values()].map(({ check, topic, partition, states, until }) => ({
        check,
        topic,
        partition,
        states,
        until,
      })),
    };
  }

  private see(check: string, topic: string, { topics }: Sampled): void {
    const at = this.now();
    for (const { partitionId: partition, leader, isr } of topics.flatMap(({ partitions }) => partitions)) {
      const key = JSON.stringify([check, topic, partition]);
      const seen = { at, leader, isr: isr.length };
      const history = getOrMake(this.#histories, key, (): OpenHistory => ({
        check,
        topic,
        partition,
        states: [],
        until: at,
      }));
      history.until = at;
      const last = history.states.at(-1);
      if (last === undefined) {
        history.states.push(seen);
      } else if (same(seen, last)) {
        history.candidate = undefined;
      } else if (history.candidate !== undefined && same(seen, history.candidate)) {
        history.states.push(history.candidate);
        history.candidate = undefined;
      } else {
        history.candidate = seen;
      }
    }
  }

  private now(): number {
    return this.clock() - this.began;
  }
}

function same(one: PartitionState, other: PartitionState): boolean {
  return one.leader === other.leader && one.isr === other.isr;
}

function inOrder(counts: ReadonlyMap<number, number> = new Map()): (readonly [number, number])[] {
  return [...counts].sort(([one], [other]) => one - other);
}

function getOrMake<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const found = map.get(key);
  if (found !== undefined) {
    return found;
  }
  const made = make();
  map.set(key, made);
  return made;
}
