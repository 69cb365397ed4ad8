import { posix } from 'node:path';
import type { ProofContext } from '../context/proof-context';
import { REPLICAS, type Toolbox } from '../../runtime/toolbox/toolbox';
import { parseDump, type ReplicaLog } from '../verification/replica-log';
import { patient } from '../../runtime/patience';

/** Bytes of logs that are dumped at once: as text they are some five times as long, and must fit into one string. */
const AT_ONCE = 32 * 1_024 * 1_024;

/** One file of a partition's log on one broker. */
export interface Segment {
  readonly path: string;
  readonly bytes: number;
  readonly broker: number;
  readonly topic: string;
  readonly partition: number;
}

/** A line of `<size> <root>/<broker>/…/<topic>-<partition>/<base offset>.log`; anything else is no segment. */
export function parseSegment(line: string): Segment | undefined {
  const match = /^(\d+) (\/replicas\/(\d+)\/(?:[^/]+\/)*?([^/]+)-(\d+)\/\d{20}\.log)$/.exec(line);
  const [, bytes, path = '', broker, topic = '', partition] = match ?? [];
  return match
    ? { path, bytes: Number(bytes), broker: Number(broker), topic, partition: Number(partition) }
    : undefined;
}

/** The toolboxes that see the brokers' logs between them, one on each engine that runs a broker. */
function toolboxesOf(proof: ProofContext): Promise<readonly Toolbox[]> {
  const engines = new Set(proof.manifest.brokers.map(({ container }) => proof.engines.of(container)));
  return Promise.all([...engines].map((engine) => proof.toolbox(engine)));
}

/** Segments of the named topics' logs on every broker, in their order on each engine, with their sizes. */
export async function segmentsOf(proof: ProofContext, topics: readonly string[]): Promise<Segment[]> {
  const found = (await toolboxesOf(proof)).map((toolbox) => segmentsIn(toolbox, topics));
  return (await Promise.all(found)).flat();
}

async function segmentsIn(toolbox: Toolbox, topics: readonly string[]): Promise<Segment[]> {
  const { stdout } = await toolbox.run(
    ['sh', '-c', `find ${REPLICAS} -name '*.log' -path '*-*/*' -exec stat -c '%s %n' {} +`],
    patient(30),
  );
  return stdout
    .split('\n')
    .flatMap((line) => parseSegment(line) ?? [])
    .filter(({ topic }) => topics.includes(topic))
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** What `kafka-dump-log` says about every replica of the topics. */
export async function dumpReplicas(
  proof: ProofContext,
  topics: readonly string[],
  options: readonly string[],
): Promise<ReplicaLog[]> {
  const logs: ReplicaLog[] = [];
  for (const toolbox of await toolboxesOf(proof)) {
    for (const portion of inPortions(await segmentsIn(toolbox, topics))) {
      const args = [...options, '--files', portion.map(({ path }) => path).join(',')];
      logs.push(...parseDump(await toolbox.kafka('kafka-dump-log', args, patient(120)), REPLICAS));
    }
  }
  return logs;
}

/** Segments, in their order, in portions of so many bytes at most; a log stands in one portion, be it larger or not. */
export function inPortions(segments: readonly Segment[], most = AT_ONCE): Segment[][] {
  const portions: Segment[][] = [];
  let [bytes, log] = [0, ''];
  for (const segment of segments) {
    const own = posix.dirname(segment.path);
    const current = portions.at(-1);
    if (current === undefined || (own !== log && bytes + segment.bytes > most)) {
      portions.push([segment]);
      bytes = 0;
    } else {
      current.push(segment);
    }
    [bytes, log] = [bytes + segment.bytes, own];
  }
  return portions;
}
