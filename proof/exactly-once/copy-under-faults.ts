import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { viewPartitions } from '../../runtime/kafka/cluster-view';
import { patient } from '../../runtime/patience';
import { internalBootstrap } from '../../runtime/toolbox/internal-bootstrap';
import { ToolFailed } from '../../runtime/toolbox/tool-failure';
import { TimedOut, type Wait } from '../../runtime/wait';
import { awaitHealthyCluster, brokerOf } from '../context/cluster-health';
import { promised } from '../context/promise-broken';
import type { ProofContext } from '../context/proof-context';
import { killServer } from '../disruptions/outage';
import { ToolProcess } from '../toolbox/tool-process';
import { nameGroup } from '../workload/consumer-group';
import { TEXT } from '../workload/java-reader';
import type { ProofTopic } from '../workload/proof-topic';

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

/** What came of a copy. */
export interface CopyReport {
  readonly committed: number;
  readonly aborted: number;
  readonly broker: number;
  /** The error with which the zombie was turned away. */
  readonly fenced: string | undefined;
}

/** Copies the input, while copiers are killed and replaced, and a broker is killed. */
export async function copyUnderFaults(
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
