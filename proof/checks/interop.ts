import { Duration } from '../../model/units/duration';
import { join } from 'node:path';
import { CodedError, type Violation } from '../../model/violation';
import { CLIENT_FILES } from '../../model/names/paths';
import { administratorOf, quietly } from '../../runtime/kafka/kafka-admin';
import { clientFolder } from '../../runtime/kafka/kafka-client';
import { patient } from '../../runtime/patience';
import { bounded, TimedOut, until } from '../../runtime/wait';
import { run as runCommand } from '../../runtime/process/process';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { readAll, readerIncomplete } from '../workload/assigned-reader';
import { nameGroup } from '../workload/consumer-group';
import type { ProofContext } from '../context/proof-context';
import { makeTopic, type ProofTopic } from '../workload/proof-topic';
import { storeValues } from '../workload/stored-values';
import { settleAll } from '../context/settle-all';
import { rangesOf } from '../workload/topic-ranges';
import { sendsOf, startVerifiableProducer } from '../workload/verifiable-producer';

const RECORDS = 50;

/** Values by the client that wrote or read them. */
type ByClient = ReadonlyMap<string, readonly string[]>;

async function run(proof: ProofContext): Promise<CheckResult> {
  const topic = await makeTopic(proof, 'interop');
  proof.say('writing with every client');
  const own = Array.from({ length: RECORDS }, (_, number) => `kafkajs ${number}`);
  await storeValues(proof.kafka, topic, own);
  const producer = await startVerifiableProducer(proof, { topic: topic.name, values: RECORDS });
  await producer.end(patient(60), proof.signal);
  const kcats = Array.from({ length: RECORDS }, (_, number) => `kcat ${number}`);
  const hasKcat = (await kcat(proof, ['-P', '-t', topic.name], `${kcats.join('\n')}\n`)) !== undefined;
  const written: ByClient = new Map([
    ['kafkajs', own],
    ['Java', sendsOf(producer.events).map(({ value }) => value)],
    ...(hasKcat ? [['kcat', kcats] as const] : []),
  ]);
  proof.say('reading with every client');
  const total = [...written.values()].flat().length;
  const ranges = await rangesOf(proof.kafka, topic.name, proof.signal);
  const [java, kafkajs, kcatRead] = await settleAll([
    proof.toolbox().then((toolbox) => readAll(toolbox, proof.manifest, topic.name, ranges)),
    readByKafkaJs(proof, topic, total),
    hasKcat ? kcat(proof, ['-C', '-q', '-e', '-o', 'beginning', '-t', topic.name]) : undefined,
  ]);
  const read = new Map<string, readonly string[]>([
    ['kafkajs', kafkajs.values],
    ['Java', java.map(({ value }) => value)],
    ...(kcatRead === undefined ? [] : [['kcat', kcatRead.split('\n').filter((line) => line !== '')] as const]),
  ]);
  await topic.remove();
  return verifyReaders(written, read, kafkajs.late ? ['kafkajs'] : [], [
    `${[...written.keys()].join(', ')} each wrote ${RECORDS} records, and each of ${[...read.keys()].join(', ')} reads all ${total}`,
    ...(hasKcat ? [] : ['kcat is not on this machine, and was not tried']),
  ]);
}

/** Records that a reader missed because its time ran out count only where another reader proves them missing. */
export function verifyReaders(
  written: ByClient,
  read: ByClient,
  late: readonly string[],
  evidence: readonly string[],
): CheckResult {
  const violations = interopViolations(written, new Map([...read].filter(([reader]) => !late.includes(reader))));
  const total = [...written.values()].flat().length;
  const incomplete = late.map((reader) =>
    readerIncomplete(reader, `${read.get(reader)?.length ?? 0} of ${total} records`),
  );
  return violations.length === 0 && late.length > 0
    ? { verdict: 'unjudged', evidence: [], violations: incomplete }
    : resultOf(violations, evidence);
}

/** A violation for each pair of clients of which one does not read what the other wrote. */
export function interopViolations(written: ByClient, read: ByClient): Violation[] {
  return [...read].flatMap(([reader, values]) => {
    const seen = new Set(values);
    return [...written].flatMap(([writer, wanted]) => {
      const missing = wanted.filter((value) => !seen.has(value));
      return missing.length === 0
        ? []
        : [
            {
              code: 'RecordsUnreadable',
              subject: `${reader}, reading what ${writer} wrote`,
              rule: 'must read every record',
              value: `${missing.length} missing, the first ${String(missing[0])}`,
              remedy: 'compare message formats and compression of the two clients',
            },
          ];
    });
  });
}

/** What kafkajs read, and whether its time was over before it came to the end. */
async function readByKafkaJs(
  proof: ProofContext,
  topic: ProofTopic,
  total: number,
): Promise<{ readonly values: readonly string[]; readonly late: boolean }> {
  const values: string[] = [];
  let gaveUp = false;
  const consumer = proof.kafka.consumer({ groupId: nameGroup(proof, 'interop'), maxWaitTimeInMs: 200 });
  const wait = {
    within: patient(30),
    awaiting: `kafkajs to read ${topic.name}`,
    signal: proof.signal,
  } as const;
  consumer.on(consumer.events.CRASH, ({ payload }) => {
    gaveUp = gaveUp || !payload.restart;
  });
  try {
    await bounded(consumer.connect(), wait);
    await bounded(consumer.subscribe({ topics: [topic.name], fromBeginning: true }), wait);
    await consumer.run({
      autoCommit: false,
      eachMessage: ({ message }) => {
        values.push(message.value?.toString() ?? '');
        return Promise.resolve();
      },
    });
    await until(() => gaveUp || new Set(values).size >= total, { ...wait, every: Duration.milliseconds(50) });
    return { values, late: false };
  } catch (error) {
    if (!(error instanceof TimedOut)) {
      throw error;
    }
    return { values, late: true };
  } finally {
    await quietly(consumer.disconnect());
  }
}

/** What kcat printed, as the administrator; undefined where there is no kcat. */
async function kcat(proof: ProofContext, args: readonly string[], input?: string): Promise<string | undefined> {
  const file = join(clientFolder(proof.clients, administratorOf(proof.manifest)), CLIENT_FILES.kcat);
  try {
    const { stdout } = await runCommand('kcat', ['-F', file, ...args], {
      timeout: 30_000,
      signal: proof.signal,
      remedy: 'try it by hand',
      ...(input !== undefined && { input }),
    });
    return stdout;
  } catch (error) {
    if (error instanceof CodedError && error.violations.some(({ code }) => code === 'CommandMissing')) {
      return undefined;
    }
    throw error;
  }
}

export const interop: Check = {
  name: 'interop',
  promise: 'what one client writes (kafkajs, Kafka’s own Java client, kcat) every other one reads',
  needs: ['topic', 'container', 'internal'],
  claim: 'works',
  run,
};
