import { Duration } from '../../model/units/duration';
import { join, resolve } from 'node:path';
import type Docker from 'dockerode';
import type { Admin } from 'kafkajs';
import { OperationError, type Violation } from '../../model/violation';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { removeContainer } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { fetchClients } from '../../runtime/credentials/fetch';
import { tokensBy } from '../../runtime/credentials/token-command';
import { administrator, quietly } from '../../runtime/kafka/kafka-admin';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { complain, say as print } from '../../runtime/process/terminal';
import { awaitServers, headline, restoreServers } from '../aftermath/dead-proof';
import { removeLeftovers } from '../aftermath/leftovers';
import { holdProof } from '../aftermath/proof-mark';
import { patient } from '../../runtime/patience';
import { explain, TimedOut, until } from '../../runtime/wait';
import type { Check } from '../context/check';
import { checksFor } from '../checks';
import { reportOf, resultOfError, runCheck, secondsSince, unjudged } from './check-runner';
import { showProgress } from './progress';
import { PromiseBroken } from '../context/promise-broken';
import { allEndpoints, endpointViolations } from '../disruptions/network-endpoint';
import { PROOF_NAME, type ProofContext } from '../context/proof-context';
import { runName } from '../context/run-name';
import { chooseChecks, leftOut, type LeftOut, type ProofSelection } from './selection';
import { makeReportFolder, removeReports, writeReports } from '../report/report-files';
import { REPORT_SCHEMA, verdictOf, type CheckReport, type Report } from '../report/report';
import { anySeed, randomFrom } from '../context/random';
import { lifetimeSeconds, runLimitViolations } from '../context/run-limits';
import { Schedule } from './schedule';
import { ShutdownSignal } from './shutdown-signal';
import { Timeline } from '../context/timeline';
import { Toolbox } from '../../runtime/toolbox/toolbox';
import { CleanupStack } from '../context/cleanup-stack';

/** A phase of a load, unless asked otherwise. */
const DURATION: Duration = Duration.seconds(5);
/** The soak, when it was asked for by its name alone. */
const SOAK: Duration = Duration.seconds(300);

const PROOF_LOST = ['must hold its mark to its end', 'see that the engine runs, and run it again'] as const;

/** What a proof does, and where it finds and leaves things. Paths are from the working directory. */
export interface ProofOptions extends ProofSelection {
  /**
   * Folder for the report and what is kept with it.
   *
   * @default 'out/proof'
   */
  readonly outFolder?: string;
  /**
   * Folder with the users' files, which are fetched anew.
   *
   * @default 'out/clients'
   */
  readonly clientsFolder?: string;
  /**
   * The var-file with the SCRAM users' passwords.
   *
   * @default 'out/secrets/passwords.tfvars.json'
   */
  readonly passwordsFile?: string;
  /**
   * Program that prints tokens of users that log in by one: `PROGRAM USER`.
   *
   * @default - none
   */
  readonly tokenCommand?: string;
  /**
   * What the random parts follow from, a whole number below 2^32.
   *
   * @default - one at random, which the report names
   */
  readonly seed?: number;
  /**
   * How long each phase of a load lasts at least; at most 5 minutes.
   *
   * @default Duration.seconds(5)
   */
  readonly duration?: Duration;
  /**
   * Ends the proof early, as Ctrl-C does.
   *
   * @default - Ctrl-C alone
   */
  readonly signal?: AbortSignal;
  /**
   * Whether to show progress.
   *
   * @default true
   */
  readonly progress?: boolean;
  /**
   * Told the report before it is written, so that it isn't lost where it can't be.
   *
   * @default - nobody is told
   */
  readonly onReport?: (report: Report) => void;
}

/**
 * Proves that a running cluster keeps its promises, and undoes everything that it did for that. The report is also written to
 * `report.json`, `report.html` and `junit.xml`; whatever goes wrong in a check ends in the
 * report, and only what makes the whole proof impossible is thrown, such as another proof of the cluster that is under way.
 *
 * @param suite The checks to choose among, in their order. Default: those for its metadata store.
 */
export async function runProof(
  manifest: ClusterManifest,
  options: ProofOptions = {},
  suite: readonly Check[] = checksFor(manifest),
): Promise<Report> {
  const checks = chooseChecks(suite, options);
  OperationError.throwIfAny(runLimitViolations(options));
  const clients = resolve(options.clientsFolder ?? join('out', 'clients'));
  const outFolder = resolve(options.outFolder ?? join('out', 'proof'));
  await makeReportFolder(outFolder);
  await fetchClients(manifest, { outFolder: clients, passwordsFile: options.passwordsFile });
  const engines = new Engines(manifest);

  const started = Date.now();
  const seed = options.seed ?? anySeed();
  const durationMs = (options.duration ?? DURATION).milliseconds;
  const soakMs = (options.soak ?? SOAK).milliseconds;
  const run = runName(started, Math.random());
  const shutdown = new ShutdownSignal().listen(options.signal);
  let giveBack = (): Promise<void> => Promise.resolve();
  try {
    giveBack = await holdProof(engines, manifest, {
      run,
      signal: shutdown.signal,
      onLoss: () => {
        shutdown.fail(
          new Error('its mark on the engine has gone, and with it what keeps others from changing the cluster'),
          ...PROOF_LOST,
        );
      },
      undo: async (dead) => {
        tell([headline(dead)]);
        tell(await restoreServers(engines, manifest, dead));
        const wait = { clientsFolder: clients, within: patient(90), signal: shutdown.signal };
        tell(await awaitServers(engines, dead, () => awaitBrokers(manifest, wait)));
      },
    });
    // Nothing can refuse the options any more, and one that ends early has proven nothing.
    removeReports(outFolder);
    const result = await runChecks(
      {
        manifest,
        engines,
        clients,
        tokens: tokensBy(options.tokenCommand, shutdown.signal),
        outFolder,
        run,
        signal: shutdown.signal,
        seed,
        durationMs,
        soakMs,
      },
      checks,
      { first: suite[0], progress: options.progress ?? true },
    );
    const notUndone = [...result.notUndone, ...shutdown.failures];
    const report: Report = {
      schema: REPORT_SCHEMA,
      cluster: manifest.name,
      kafkaVersion: manifest.kafkaVersion,
      startedAt: new Date(started).toISOString(),
      seconds: secondsSince(started),
      seed,
      verdict: verdictOf([...result.checks.map(({ verdict }) => verdict), ...notUndone.map(() => 'unjudged' as const)]),
      interrupted: shutdown.requested,
      checks: inOrder(suite, [...result.checks, ...leftOut(suite, options).map(skippedReport)]),
      notUndone,
      timeline: result.timeline,
    };
    options.onReport?.(report);
    await writeReports(outFolder, report);
    return report;
  } finally {
    await giveBack();
    shutdown.ignore();
  }
}

function skippedReport({ check: { name, promise }, reason }: LeftOut): CheckReport {
  return { name, promise, verdict: 'skipped', seconds: 0, evidence: [reason], violations: [], figures: {} };
}

function inOrder(suite: readonly Check[], reports: readonly CheckReport[]): readonly CheckReport[] {
  return suite.flatMap(({ name }) => reports.filter((report) => report.name === name));
}

type Environment = Omit<
  ProofContext,
  'cleanup' | 'timeline' | 'admin' | 'kafka' | 'toolbox' | 'random' | 'claim' | 'say'
>;

/** Connects, runs the checks, and undoes what they did. */
async function runChecks(
  environment: Environment,
  checks: readonly Check[],
  { first, progress }: { readonly first: Check | undefined; readonly progress: boolean },
): Promise<Pick<Report, 'checks' | 'notUndone' | 'timeline'>> {
  const { manifest, engines, clients, signal } = environment;
  const started = Date.now();
  const cleanup = new CleanupStack();
  const notUndone: Violation[] = [];
  const kafka = await administrator(manifest, clients, { clientId: PROOF_NAME });
  const admin = kafka.admin();
  const timeline = new Timeline(() => kafka.admin({ retry: { retries: 0 } }), started);
  const look = async (): Promise<readonly CheckReport[]> => {
    try {
      await connect(admin, manifest, signal);
      tell(await withoutLeftovers({ admin, manifest, clients }, environment.run));
    } catch (error) {
      // Without the administrator nothing can be looked at. That is what the suite’s first check is about; the others are open.
      const result = await resultOfError(error, { engines, manifest });
      return checks.map((check) =>
        reportOf(check, started, check === first ? result : { ...result, verdict: 'unjudged' }),
      );
    }
    const toolbox = lazyToolboxes(environment, cleanup);
    const schedule = new Schedule(checks.map(({ claim }) => claim));
    return await showProgress(checks, progress, async (check, { begin, say }) => {
      const own = new CleanupStack();
      const claimant = schedule.claimant(checks.indexOf(check));
      const claim: ProofContext['claim'] = (wanted) => claimant.claim(wanted, signal);
      try {
        // One that is told to end while it waits says so itself.
        await claim(check.claim).catch(() => undefined);
        begin();
        const began = secondsSince(started);
        const random = randomFrom(environment.seed);
        const context = { ...environment, cleanup: own, timeline, admin, kafka, toolbox, random, claim, say };
        return { ...(await runCheck(check, context, () => claimant.waitedMs)), began };
      } finally {
        // Topics can't be removed while servers are away, and the next check shall find the cluster as this one did.
        if (claimant.held === 'verifies') {
          await claimant.claim('works');
        }
        notUndone.push(...(await own.runAll()));
        await timeline.settle(check.name);
        claimant.release();
      }
    });
  };
  try {
    const before = await allEndpoints(engines, manifest);
    const reports = await look();
    if (progress && signal.aborted) {
      print('Interrupted: putting everything back as it was');
    }
    notUndone.push(...(await cleanup.runAll()), ...(await compareEndpoints(engines, manifest, before)));
    return { checks: reports, notUndone, timeline: timeline.toReport() };
  } finally {
    await cleanup.runAll();
    await quietly(admin.disconnect());
  }
}

/** How long a server that has come back may take to stand where it did: one may start once more, with no address meanwhile. */
const SETTLING_SECONDS = 60;

/** Whether the servers stand in their networks as they did; an engine that has gone is a violation of its own. */
async function compareEndpoints(
  engines: Engines,
  manifest: ClusterManifest,
  before: Awaited<ReturnType<typeof allEndpoints>>,
): Promise<readonly Violation[]> {
  let different: readonly Violation[] = [];
  const look = async (): Promise<boolean> => {
    try {
      different = endpointViolations(before, await allEndpoints(engines, manifest));
      return different.length === 0;
    } catch (error) {
      different = unjudged(error).violations ?? [];
      return true;
    }
  };
  await until(look, {
    within: patient(SETTLING_SECONDS),
    awaiting: 'every server to stand in its networks as before',
  }).catch(explain);
  return different;
}

/** A cluster whose engine runs and whose administrator gets no answer is broken. */
async function connect(admin: Admin, manifest: ClusterManifest, signal: AbortSignal): Promise<void> {
  try {
    await until(() => admin.connect().then(() => true), {
      within: patient(30),
      awaiting: `cluster ${manifest.name} to answer the administrator`,
      signal,
    });
  } catch (error) {
    throw error instanceof TimedOut ? new PromiseBroken(...error.violations) : error;
  }
}

function lazyToolboxes(environment: Environment, cleanup: CleanupStack): ProofContext['toolbox'] {
  const started = new Map<Docker, Promise<Toolbox>>();
  return (engine = environment.engines.own) => {
    const toolbox =
      started.get(engine) ??
      Toolbox.start({ ...environment, engine, role: 'proof', lifetimeSeconds: lifetimeSeconds(environment) }, (id) => {
        cleanup.push('the container with Kafka’s tools removed', () => removeContainer(engine, id));
      });
    started.set(engine, toolbox);
    return toolbox;
  };
}

/** Removes what killed proofs have left in the cluster. Where it can’t be, that is said: it is no reason to judge nothing. */
async function withoutLeftovers(proof: Parameters<typeof removeLeftovers>[0], run: string): Promise<readonly string[]> {
  try {
    return (await removeLeftovers(proof, run)).map((what) => `${what}, of a proof that was killed, removed`);
  } catch (error) {
    return [`what killed proofs have left in the cluster was not looked for: ${explain(error)}`];
  }
}

/** What was put back is said whether progress is shown or not: somebody else’s process has left it. */
function tell(lines: readonly string[]): void {
  for (const line of lines) {
    complain(line);
  }
}
