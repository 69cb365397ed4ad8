import { join } from 'node:path';
import { FaultError, type Fault } from '../../constructs/private/fault';
import { FILES } from '../../tools/clients/client-files';
import { administratorOf, quietly } from '../../tools/clients/kafka-admin';
import { clientFolder } from '../../tools/clients/kafka-client';
import { bounded, TimedOut, until } from '../../tools/clients/wait';
import { run as runCommand } from '../../tools/private/process';
import { findingOf, type Check, type Finding } from '../check';
import { readAll } from '../console-reader';
import { nameGroup } from '../consumer-group';
import type { Proof } from '../proof';
import { makeTopic, type ProofTopic } from '../proof-topic';
import { storeValues } from '../stored-values';
import { together } from '../together';
import { rangesOf } from '../topic-ranges';
import { sendsOf, startVerifiableProducer } from '../verifiable-producer';

const RECORDS = 50;

/** Values by the client that wrote or read them. */
type ByClient = ReadonlyMap<string, readonly string[]>;

async function run(proof: Proof): Promise<Finding> {
  const topic = await makeTopic(proof, 'interop');
  proof.say('writing with every client');
  const own = Array.from({ length: RECORDS }, (_, number) => `kafkajs ${number}`);
  await storeValues(proof.kafka, topic, own);
  const producer = await startVerifiableProducer(proof, { topic: topic.name, values: RECORDS });
  await producer.end('60s', proof.signal);
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
  const [java, kafkajs, kcatRead] = await together([
    proof.toolbox().then((toolbox) => readAll(toolbox, proof.manifest, topic.name, ranges)),
    readByKafkaJs(proof, topic, total),
    hasKcat ? kcat(proof, ['-C', '-q', '-e', '-o', 'beginning', '-t', topic.name]) : undefined,
  ]);
  const read: ByClient = new Map([
    ['kafkajs', kafkajs],
    ['Java', java.map(({ value }) => value)],
    ...(kcatRead === undefined ? [] : [['kcat', kcatRead.split('\n').filter((line) => line !== '')] as const]),
  ]);
  const faults = interopFaults(written, read);
  await topic.remove();
  return findingOf(faults, [
    `${[...written.keys()].join(', ')} each wrote ${RECORDS} records, and each of ${[...read.keys()].join(', ')} reads all ${total}`,
    ...(hasKcat ? [] : ['kcat is not on this machine, and was not tried']),
  ]);
}

/** A fault for each pair of clients of which one does not read what the other wrote. */
export function interopFaults(written: ByClient, read: ByClient): Fault[] {
  return [...read].flatMap(([reader, values]) => {
    const seen = new Set(values);
    return [...written].flatMap(([writer, wanted]) => {
      const missing = wanted.filter((value) => !seen.has(value));
      return missing.length === 0
        ? []
        : [
            {
              code: 'NotReadAcrossClients',
              subject: `${reader}, reading what ${writer} wrote`,
              rule: 'must read every record',
              value: `${missing.length} missing, the first ${String(missing[0])}`,
              remedy: 'compare message formats and compression of the two clients',
            },
          ];
    });
  });
}

async function readByKafkaJs(proof: Proof, topic: ProofTopic, total: number): Promise<string[]> {
  const values: string[] = [];
  const consumer = proof.kafka.consumer({ groupId: nameGroup(proof, 'interop'), maxWaitTimeInMs: 200 });
  const wait = { within: '30s', awaiting: `kafkajs to read ${topic.name}`, signal: proof.signal } as const;
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
    await until(() => new Set(values).size >= total, { ...wait, every: '50ms' });
  } catch (error) {
    // What it has not read by then is missing: that is for the judgement to say.
    if (!(error instanceof TimedOut)) {
      throw error;
    }
  } finally {
    await quietly(consumer.disconnect());
  }
  return values;
}

/** What kcat printed, as the administrator; undefined where there is no kcat. */
async function kcat(proof: Proof, args: readonly string[], input?: string): Promise<string | undefined> {
  const file = join(clientFolder(proof.clients, administratorOf(proof.manifest)), FILES.kcat);
  try {
    const { stdout } = await runCommand('kcat', ['-F', file, ...args], {
      timeout: 30_000,
      signal: proof.signal,
      remedy: 'try it by hand',
      ...(input !== undefined && { input }),
    });
    return stdout;
  } catch (error) {
    if (error instanceof FaultError && error.faults.some(({ code }) => code === 'CommandMissing')) {
      return undefined;
    }
    throw error;
  }
}

export const interop: Check = {
  name: 'interop',
  promise: 'what one client writes (kafkajs, Kafka’s own Java client, kcat) every other one reads',
  needs: ['topic', 'container'],
  run,
};
