import { counted } from '../../model/formats/counted';
import type { Violation } from '../../model/violation';
import { patient } from '../../runtime/patience';
import { TimedOut } from '../../runtime/wait';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { awaitHealthyCluster } from '../context/cluster-health';
import type { ProofContext } from '../context/proof-context';
import { settleAll } from '../context/settle-all';
import { READ_ALONG, startReader } from '../exactly-once/concurrent-reader';
import { copyUnderFaults } from '../exactly-once/copy-under-faults';
import { startSink, type SinkUnderKills } from '../exactly-once/sink-under-kills';
import type { ToolProcess } from '../toolbox/tool-process';
import { ABORTED, verifyExactlyOnce, type TransactionalCopy } from '../verification/exactly-once-verifier';
import { readerIncomplete } from '../workload/assigned-reader';
import { DeliveryLog, readEntries } from '../workload/delivery-log';
import { readCommitted, readsIn } from '../workload/java-reader';
import { makeTopic } from '../workload/proof-topic';
import { sendsOf, startVerifiableProducer } from '../workload/verifiable-producer';

const RECORDS = 1_000;
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
      `${counted(wanted.length, 'record')} copied in ${counted(copying.committed, 'transaction')}; ${copying.aborted} more were aborted on purpose; ` +
        `a copier was killed amid a transaction, and broker ${copying.broker}, which led a partition of the copy`,
      `a copier that stood still and was replaced was ${copying.fenced ? `fenced (${copying.fenced})` : 'not fenced'}`,
      `${counted(reads.length, 'record')} read in the end, ${concurrent.length} by a reader that read along; none of what ` +
        `${counted(copying.aborted, 'aborted transaction')} wrote (values “${ABORTED}…”) may be among them`,
      `${counted(rows.length, 'row')} in the sink, a process that was killed ${counted(sink.kills, 'time')}`,
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

/** Gives both readers their time, and tells which of them did not come to the end in it. */
async function awaitReaders(
  proof: ProofContext,
  reader: ToolProcess,
  sink: SinkUnderKills,
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
