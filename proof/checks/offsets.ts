import type { Violation } from '../../model/violation';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { committedRecords, nameGroup } from '../workload/consumer-group';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import { readsIn, TEXT } from '../workload/java-reader';
import { DeliveryLog, type LogEntry } from '../workload/delivery-log';
import {
  accountViolations,
  accountFor,
  inWords,
  NONE,
  SOME,
  type OffsetAccount,
  type OffsetExpectation,
} from '../verification/offset-account';
import type { ProofContext } from '../context/proof-context';
import { makeTopic, type ProofTopic } from '../workload/proof-topic';
import { storeValues } from '../workload/stored-values';
import { settleAll } from '../context/settle-all';
import { ToolProcess } from '../toolbox/tool-process';
import { patient } from '../../runtime/patience';

const RECORDS = 200;
/** Records that one poll gives at most, and so the batch that is committed as one. */
const BATCH = 20;
/** Milliseconds that a record takes: long enough for a kill to come in between, whatever else the machine does. */
const SLOW_MS = 100;

/** A way to commit offsets, and the moment at which its consumer is killed. */
interface CommitScenario {
  readonly name: string;
  readonly what: string;
  readonly settings: Readonly<Record<string, string>>;
  /** Who commits: the client by itself, or the program, which says so. */
  readonly commits: 'client' | 'program';
  readonly where: 'inline' | 'handoff';
  /** Whether it is time, from how many records were processed and committed. */
  readonly killWhen: (processed: number, committed: number) => boolean;
  readonly expected: OffsetExpectation;
}

const SCENARIOS: readonly CommitScenario[] = [
  {
    name: 'auto-commit',
    what: 'the client commits by itself, killed before the interval has passed',
    settings: { 'enable.auto.commit': 'true', 'auto.commit.interval.ms': '600000' },
    commits: 'client',
    where: 'inline',
    killWhen: (processed) => processed >= BATCH,
    expected: { repeated: SOME, lost: NONE },
  },
  {
    name: 'handed-off',
    what: 'the client commits by itself while another thread processes, killed after a commit',
    settings: { 'enable.auto.commit': 'true', 'auto.commit.interval.ms': '100' },
    commits: 'client',
    where: 'handoff',
    killWhen: (processed, committed) => processed > 0 && committed > processed + BATCH,
    expected: { repeated: NONE, lost: SOME },
  },
  {
    name: 'manual-commit',
    what: 'committed by hand after each batch was processed, killed amid a batch',
    settings: { 'enable.auto.commit': 'false' },
    commits: 'program',
    where: 'inline',
    killWhen: (processed, committed) => committed > 0 && processed > committed,
    expected: { repeated: { least: 0, most: BATCH }, lost: NONE },
  },
];

/** What came of a scenario. */
interface ScenarioResult {
  readonly scenario: CommitScenario;
  readonly account: OffsetAccount;
  readonly processed: number;
  readonly committed: number;
  readonly processedAfter: number;
  readonly log: readonly LogEntry[];
}

async function run(proof: ProofContext): Promise<CheckResult> {
  const deliveryLog = await DeliveryLog.begin(proof, 'offsets');
  const topic = await makeTopic(proof, 'offsets');
  const values = Array.from({ length: RECORDS }, (_, number) => `v${number}`);
  await storeValues(proof.kafka, topic, values);
  proof.say('consuming in three ways, and killing each consumer with SIGKILL');
  const results = await settleAll(SCENARIOS.map((scenario) => runScenario(proof, topic, values, scenario)));
  const violations: Violation[] = results.flatMap(({ scenario, account }) =>
    accountViolations(`${scenario.name}: ${scenario.what}`, account, scenario.expected),
  );
  if (violations.length > 0) {
    await deliveryLog.keep(results.flatMap(({ log }) => log));
  }
  await topic.remove();
  return {
    ...resultOf(
      violations,
      results.map(
        ({ scenario, account, processed, committed }) =>
          `${scenario.name} (${scenario.what}): ${processed} of ${RECORDS} records processed and ${committed} committed at the kill; ` +
          `${account.repeated} processed twice, ${account.lost} never`,
      ),
      Object.fromEntries(
        results.flatMap(({ scenario, account }) => [
          [`${camelCase(scenario.name)}RepeatedRecords`, account.repeated],
          [`${camelCase(scenario.name)}LostRecords`, account.lost],
        ]),
      ),
    ),
    table: {
      columns: ['commit', 'processed', 'committed', 'after restart', 'repeated', 'lost', 'must be'],
      rows: results.map(({ scenario, account, processed, committed, processedAfter }) => [
        scenario.name,
        ...[processed, committed, processedAfter, account.repeated, account.lost].map(String),
        `repeated ${inWords(scenario.expected.repeated)}, lost ${inWords(scenario.expected.lost)}`,
      ]),
    },
  };
}

/** Kills a consumer amid its work, and has another one of its group go on from what was committed. */
async function runScenario(
  proof: ProofContext,
  topic: ProofTopic,
  values: readonly string[],
  scenario: CommitScenario,
): Promise<ScenarioResult> {
  const { signal, admin } = proof;
  const group = nameGroup(proof, `offsets-${scenario.name}`);
  const administrator = administratorOf(proof.manifest);
  const properties = await (
    await proof.toolbox()
  ).propertiesOf(administrator, {
    'bootstrap.servers': internalBootstrap(proof.manifest, administrator),
    'group.id': group,
    'auto.offset.reset': 'earliest',
    // The shortest that brokers allow: for so long the one that follows waits for the one that was killed.
    'session.timeout.ms': '6000',
    'heartbeat.interval.ms': '1000',
    'max.poll.records': String(BATCH),
    ...TEXT,
    ...scenario.settings,
  });
  const start = (takesMs: number): Promise<ToolProcess> =>
    ToolProcess.startJava(proof, 'ProcessingConsumer', [properties, topic.name, String(takesMs), scenario.where]);

  const first = await start(SLOW_MS);
  await first.until(
    async () => {
      const committed =
        scenario.commits === 'client' ? await committedRecords(admin, group, topic.name) : committedBy(first);
      return scenario.killWhen(first.count('processed'), committed);
    },
    { within: patient(40), awaiting: `the moment to kill the consumer of ${scenario.name}`, signal },
  );
  await first.kill();
  const committed = await committedRecords(admin, group, topic.name);
  const second = await start(0);
  await second.end(patient(60), signal);
  const [before, after] = [valuesOf(first), valuesOf(second)];
  return {
    scenario,
    account: accountFor({ values, first: before, second: after }),
    processed: before.length,
    committed,
    processedAfter: after.length,
    log: [
      ...entries(first, `${scenario.name}: processed before the kill`),
      ...entries(second, `${scenario.name}: processed after it`),
    ],
  };
}

/** What the program says that it has committed; the brokers would be asked more slowly than a batch takes. */
function committedBy({ events }: ToolProcess): number {
  return events.filter(({ name }) => name === 'committed').reduce((sum, { count }) => sum + Number(count), 0);
}

function valuesOf(process: ToolProcess): string[] {
  return readsIn(process, 'processed').map(({ value }) => value);
}

function entries(process: ToolProcess, outcome: string): LogEntry[] {
  return readsIn(process, 'processed').map((record) => ({ ...record, outcome }));
}

function camelCase(name: string): string {
  return name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
}

export const offsets: Check = {
  name: 'offsets',
  promise:
    'a consumer that commits offsets after its work loses nothing when it is killed; what committing earlier costs is shown beside it',
  needs: ['topic', 'container', 'internal'],
  claim: 'works',
  run,
};
