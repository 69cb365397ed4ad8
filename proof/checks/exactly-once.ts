import type { Violation } from '../../model/violation';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { patient } from '../../runtime/patience';
import { TimedOut, type Wait } from '../../runtime/wait';
import { awaitHealthyCluster, brokerOf } from '../context/cluster-health';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { readerIncomplete } from '../workload/console-reader';
import { nameGroup } from '../workload/consumer-group';
import { ABORTED, verifyExactlyOnce, type TransactionalCopy } from '../verification/exactly-once-verifier';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import { readCommitted, readsIn, TEXT } from '../workload/java-reader';
import type { Read } from '../verification/delivery-verifier';
import { DeliveryLog, readEntries } from '../workload/delivery-log';
import { startNode } from '../toolbox/node-process';
import { killServer } from '../disruptions/outage';
import type { ProofContext } from '../context/proof-context';
import { promised } from '../context/promise-broken';
import { makeTopic, type ProofTopic } from '../workload/proof-topic';
import { makeSinkFolder, Sink } from '../workload/sink';
import { settleAll } from '../context/settle-all';
import { ToolProcess } from '../toolbox/tool-process';
import { ToolFailed } from '../../runtime/toolbox/tool-failure';
import { sendsOf, startVerifiableProducer } from '../workload/verifiable-producer';

const RECORDS = 1_000;
const TRANSACTION = 25;
/** Every so many transactions, one is aborted on purpose. */
const ABORT_EVERY = 5;
/** How long a transaction is held open: long enough to be hit. */
const HELD_MS = 150;
/** Copiers that may take the place of one that was turned away after the broker's loss. */
const REPLACEMENTS = 3;
const STRINGS = {
  'key.serializer': 'org.apache.kafka.common.serialization.StringSerializer',
  'value.serializer': 'org.apache.kafka.common.serialization.StringSerializer',
  ...TEXT,
};

/** What Kafka's VerifiableConsumer calls a record. */
const READ_ALONG = 'record_data';
const READERS = { concurrent: 'the reader that read along', rows: 'the sink' } as const;

async function run(proof: ProofContext): Promise<CheckResult> {
  const deliveryLog = await DeliveryLog.begin(proof, 'exactly-once');
  if (proof.manifest.brokers.length < 2) {
    return { verdict: 'unjudged', evidence: [], violations: [noSecondBroker(proof.manifest.name)] };
  }
  await awaitHealthyCluster(proof, patient(60));
  const config = { 'min.insync.replicas': String(proof.manifest.brokers.length > 2 ? 2 : 1) };
  const input = await makeTopic(proof, 'exactly-once-input', config);
  const output = await makeTopic(proof, 'exactly-once-output', config);

  proof.say(`storing ${RECORDS} records to be copied`);
  const producing = await startVerifiableProducer(proof, { topic: input.name, values: RECORDS });
  const [reader, sink] = [await startReader(proof, output), startSink(proof, output)];
  await producing.end(patient(60), proof.signal);
  const wanted = sendsOf(producing.events).filter(({ outcome }) => outcome === 'acknowledged');

  const copying = await copyUnderFaults(proof, input, output, () => sink.killAndFollow());
  const late = await awaitReaders(proof, reader, sink, wanted.length);
  await reader.kill();
  const rows = await sink.finish();

  proof.say('reading what was committed');
  const reads = await readCommitted(proof, output);
  const concurrent = readsIn(reader, READ_ALONG);
  const violations = [
    ...verifyExactlyOnce({ input: wanted, output: reads, concurrent, rows, late }, `topic ${output.name}`),
    ...(copying.fenced ? [] : [notFenced(output.name)]),
  ];
  if (violations.length > 0) {
    await deliveryLog.keep([
      ...wanted,
      ...readEntries(reads),
      ...concurrent.map((read) => ({ ...read, outcome: 'read along' })),
      ...rows.map((row) => ({ ...row, outcome: 'row' })),
    ]);
  }
  await Promise.all([input.remove(), output.remove()]);
  const result = resultOf(
    violations,
    [
      `${wanted.length} records copied in ${copying.committed} transactions; ${copying.aborted} more were aborted on purpose; ` +
        `a copier was killed amid a transaction, and broker ${copying.broker}, which led a partition of the copy`,
      `a copier that stood still and was replaced was ${copying.fenced ? `fenced (${copying.fenced})` : 'not fenced'}`,
      `${reads.length} records read in the end, ${concurrent.length} by a reader that read along; none of what ${copying.aborted} ` +
        `aborted transactions wrote (values “${ABORTED}…”) may be among them`,
      `${rows.length} rows in the sink, a process that was killed ${sink.kills} times`,
    ],
    {
      records: wanted.length,
      committedTransactions: copying.committed,
      abortedTransactions: copying.aborted,
      rows: rows.length,
    },
  );
  const found = { concurrent: concurrent.length, rows: rows.length };
  const incomplete = late.map((which) =>
    readerIncomplete(READERS[which], `${found[which]} of ${wanted.length} records`),
  );
  return violations.length === 0 && late.length > 0
    ? { ...result, verdict: 'unjudged', violations: incomplete }
    : result;
}

interface CopyReport {
  readonly committed: number;
  readonly aborted: number;
  readonly broker: number;
  /** The error with which the zombie was turned away. */
  readonly fenced: string | undefined;
}

/** Copies the input, while copiers are killed and replaced, and a broker is killed. */
async function copyUnderFaults(
  proof: ProofContext,
  input: ProofTopic,
  output: ProofTopic,
  killSink: () => Promise<void>,
): Promise<CopyReport> {
  const { signal } = proof;
  const administrator = administratorOf(proof.manifest);
  const properties = await (
    await proof.toolbox()
  ).propertiesOf(administrator, {
    'bootstrap.servers': internalBootstrap(proof.manifest, administrator),
    'transactional.id': `${proof.run}-copier`,
    'transaction.timeout.ms': '60000',
    'group.id': nameGroup(proof, 'exactly-once-copier'),
    'isolation.level': 'read_committed',
    'auto.offset.reset': 'earliest',
    'enable.auto.commit': 'false',
    'max.poll.records': String(TRANSACTION),
    ...STRINGS,
  });
  const copiers: ToolProcess[] = [];
  const start = async (heldMs: number): Promise<ToolProcess> => {
    const args = [properties, input.name, output.name, String(ABORT_EVERY), String(heldMs)];
    const copier = await ToolProcess.startJava(proof, 'TransactionalCopier', args);
    copiers.push(copier);
    return copier;
  };
  const committed = (copier: ToolProcess, least: number, awaiting: string): Promise<unknown> =>
    promised(copier.until(() => copier.count('committed') >= least, { within: patient(60), awaiting, signal }));
  const amidTransaction = (copier: ToolProcess, awaiting: string): Promise<unknown> =>
    copier.until(() => copier.count('open') > copier.count('committed') + copier.count('aborted'), {
      within: patient(30),
      awaiting,
      signal,
    });

  proof.say('copying in transactions; killing the copier amid one');
  const killed = await start(2 * HELD_MS);
  await committed(killed, 2, 'the first copier to commit');
  await amidTransaction(killed, 'the first copier to be amid a transaction');
  await killed.kill();
  await killSink();

  // From here on the copy goes on until a broker is killed amid it: other checks have to be over by then.
  await proof.claim('disrupts');
  proof.say('letting the next copier stand still amid a transaction, and replacing it');
  const zombie = await start(2 * HELD_MS);
  await committed(zombie, 2, 'the second copier to commit');
  await amidTransaction(zombie, 'the second copier to be amid a transaction');
  await zombie.standStill();
  const successor = await start(HELD_MS);
  await committed(successor, 2, 'the third copier to commit');
  await zombie.goOn();

  const victim = (await viewPartitions(proof.admin, [output.name]))[0]?.leader ?? -1;
  proof.say(`killing broker ${victim}, which leads a partition of the copy`);
  const ended = proof.timeline.fault('exactly-once', `broker ${victim} killed`);
  const outage = await killServer(proof, brokerOf(proof, victim).container);
  await killSink();
  // A producer whose coordinator is lost amid a change of its epoch may be turned away for good; it is replaced, as in production.
  let copier = successor;
  const goOn = async (step: (current: ToolProcess) => Promise<unknown>): Promise<void> => {
    for (let replaced = 0; ; replaced++) {
      try {
        await step(copier);
        return;
      } catch (error) {
        if (!(error instanceof ToolFailed) || replaced === REPLACEMENTS) {
          throw error;
        }
        copier = await start(HELD_MS);
      }
    }
  };
  await goOn((current) => {
    const least = current.count('committed') + 3;
    const enough = (): boolean => current.count('committed') >= least || current.count('done') > 0;
    return promised(
      current.until(enough, {
        within: patient(60),
        awaiting: 'a copier to commit without the broker',
        signal,
      }),
    );
  });
  await outage.end();
  ended();
  await goOn((current) =>
    promised(
      current.until(() => current.count('done') > 0, {
        within: patient(120),
        awaiting: 'the copy to be whole',
        signal,
      }),
    ),
  );
  await awaitHealthyCluster(proof, patient(90));
  const fenced = await fencedWith(zombie, {
    within: patient(20),
    awaiting: 'the zombie to be fenced',
    signal,
  });
  await proof.claim('works');
  const sum = (name: string): number => copiers.reduce((all, copier) => all + copier.count(name), 0);
  return { committed: sum('committed'), aborted: sum('aborted'), broker: victim, fenced };
}

async function fencedWith(zombie: ToolProcess, wait: Wait): Promise<string | undefined> {
  try {
    return String((await zombie.event(({ name }) => name === 'fenced' || name === 'done', wait))['why']) || undefined;
  } catch (error) {
    if (error instanceof TimedOut) {
      return undefined;
    }
    throw error;
  }
}

function notFenced(topic: string): Violation {
  return {
    code: 'ZombieNotFenced',
    subject: `topic ${topic}`,
    rule: 'a producer must be turned away once another one has begun with its transactional.id',
    remedy: 'look at the brokers’ logs for the transaction coordinator',
  };
}

function noSecondBroker(cluster: string): Violation {
  return {
    code: 'SecondBrokerMissing',
    subject: `cluster ${cluster}`,
    rule: 'must have a second broker, which goes on when one is killed',
    value: 1,
    remedy: 'declare at least 2 brokers',
  };
}

/** Kafka's own consumer for system tests, which reads committed records while they are made. */
async function startReader(proof: ProofContext, output: ProofTopic): Promise<ToolProcess> {
  const administrator = administratorOf(proof.manifest);
  const toolbox = await proof.toolbox();
  return await ToolProcess.start(proof, 'kafka-verifiable-consumer', [
    ...['--bootstrap-server', internalBootstrap(proof.manifest, administrator)],
    ...['--consumer.config', await toolbox.propertiesOf(administrator, { 'isolation.level': 'read_committed' })],
    ...['--topic', output.name, '--group-id', nameGroup(proof, 'exactly-once-reader')],
    ...['--session-timeout', '6000', '--reset-policy', 'earliest', '--verbose'],
  ]);
}

interface RunningSink {
  readonly kills: number;
  /** Kills it, and starts the next one on the same file. */
  killAndFollow(): Promise<void>;
  /** Waits for so many rows. */
  filled(rows: number, wait: Wait): Promise<unknown>;
  /** Kills the last one, and gives what is in the file. */
  finish(): Promise<Read[]>;
}

function startSink(proof: ProofContext, output: ProofTopic): RunningSink {
  const { file, remove } = makeSinkFolder();
  proof.cleanup.push('the sink removed', () => {
    remove();
    return Promise.resolve();
  });
  let started = 0;
  const start = (): ToolProcess => {
    // A group of its own each: one that was killed would be waited for, and none has anything to hand on.
    const group = nameGroup(proof, `exactly-once-sink-${++started}`);
    const user = administratorOf(proof.manifest);
    return startNode(proof, 'sink-program', [user, proof.clients, output.name, group, file]);
  };
  let current = start();
  return {
    get kills() {
      return started;
    },
    killAndFollow: async () => {
      await current.kill();
      current = start();
    },
    filled: (rows, wait) => {
      const last = current;
      return last.until(() => last.events.some((event) => Number(event['rows']) >= rows), wait);
    },
    finish: async () => {
      await current.kill();
      const sink = new Sink(file);
      try {
        return sink.rows();
      } finally {
        sink.close();
      }
    },
  };
}

/** Gives both readers their time, and tells which of them did not come to the end in it. */
async function awaitReaders(
  proof: ProofContext,
  reader: ToolProcess,
  sink: RunningSink,
  records: number,
): Promise<TransactionalCopy['late']> {
  proof.say('waiting for the readers and the sink');
  const wait = { within: patient(45), awaiting: 'the readers', signal: proof.signal } as const;
  const readAlong = reader.until(
    () => new Set(readsIn(reader, READ_ALONG).map(({ value }) => value)).size >= records,
    wait,
  );
  const isLate = async (waiting: Promise<unknown>): Promise<boolean> => {
    try {
      await waiting;
      return false;
    } catch (error) {
      if (error instanceof TimedOut) {
        return true;
      }
      throw error;
    }
  };
  const [concurrent, rows] = await settleAll([isLate(readAlong), isLate(sink.filled(records, wait))]);
  return [...(concurrent ? (['concurrent'] as const) : []), ...(rows ? (['rows'] as const) : [])];
}

export const exactlyOnce: Check = {
  name: 'exactly-once',
  promise:
    'records that are copied in transactions are there once, in order and without aborted ones, also in a sink that stores offsets with its rows, whatever is killed',
  needs: ['fault', 'topic', 'container', 'internal'],
  claim: 'prepares',
  run,
};
