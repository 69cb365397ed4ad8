import { Duration } from '../../model/units/duration';
import Table from 'cli-table3';
import type { Command } from 'commander';
import { OperationError } from '../../model/violation';
import { CHECKS, exitCodeOf, LARGEST_SEED, printReport, runProof, type ProofOptions } from '../../proof';
import type { ClusterManifest } from '../../model/manifest/manifest';

import { answer, fail } from '../../runtime/process/terminal';
import { refusedWith } from '../command-line';

/** Exit code when nothing could be judged: neither kept nor broken. */
const UNJUDGED = 2;

/** What the command line says about a proof. */
export interface ProofFlags {
  readonly only?: string;
  readonly skip?: string;
  readonly list?: boolean;
  /** False for `--no-faults`. */
  readonly faults?: boolean;
  readonly seed?: string;
  readonly duration?: string;
  readonly soak?: string;
  readonly out?: string;
}

/** Adds a proof's options to a command; a command line that is wrong has judged nothing. */
export function withProofOptions(command: Command): Command {
  return refusedWith(command, UNJUDGED)
    .option('--only <checks>', 'only these checks, separated by commas')
    .option('--skip <checks>', 'all but these checks')
    .option('--list', 'list the checks, with what they promise and need; needs no cluster')
    .option('--no-faults', 'hurt no server: the checks that would are skipped')
    .option('--seed <number>', 'what the random parts follow from (default: at random, and printed)')
    .option('--duration <span>', 'how long each phase of a load lasts at least, such as 60s (default: 5s, at most 5m)')
    .option('--soak <span>', 'also make random faults for this long, such as 300s (at most 20m)')
    .option('--out <folder>', 'folder for the reports (default: out/proof)');
}

/** The options as the proof takes them. */
export function proofOptionsOf(flags: ProofFlags): ProofOptions {
  return {
    only: flags.only === undefined ? undefined : someIn(flags.only),
    skip: namesIn(flags.skip),
    faults: flags.faults,
    seed: flags.seed === undefined ? undefined : seedIn(flags.seed),
    duration: spanIn(flags.duration),
    soak: spanIn(flags.soak),
    ...(flags.out !== undefined && { outFolder: flags.out }),
  };
}

/** Checks that were asked for: a variable that turns out empty would have the proof pass over all of them. */
function someIn(text: string): readonly string[] {
  const names = namesIn(text) ?? [];
  if (names.length === 0) {
    throw new OperationError({
      code: 'CheckUnknown',
      subject: '--only',
      rule: 'must name a check',
      value: JSON.stringify(text),
      remedy: `choose among ${CHECKS.map(({ name }) => name).join(', ')}`,
    });
  }
  return names;
}

function namesIn(text: string | undefined): readonly string[] | undefined {
  return text
    ?.split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function seedIn(text: string): number {
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > LARGEST_SEED) {
    throw new OperationError({
      code: 'SeedIllegal',
      subject: '--seed',
      rule: `must be a whole number from 0 to ${LARGEST_SEED}`,
      value: text,
      remedy: 'take the one that a report names',
    });
  }
  return seed;
}

/** Milliseconds of each unit that a length of time may be given in. */
const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000 };

/** A length of time as people write it on a command line: `500ms`, `60s`, `2m`. */
function spanIn(text: string | undefined): Duration | undefined {
  if (text === undefined) {
    return undefined;
  }
  const [, amount = '', unit = ''] = /^(\d+(?:\.\d+)?)(ms|s|m)$/.exec(text) ?? [];
  const milliseconds = UNITS[unit];
  if (milliseconds === undefined) {
    throw new OperationError({
      code: 'SpanIllegal',
      subject: text,
      rule: 'a span must be a number and ms, s or m',
      remedy: 'write it as 500ms, 60s or 2m',
    });
  }
  return Duration.milliseconds(Math.round(Number(amount) * milliseconds));
}

/** The checks as a table. */
export function listChecks(): string {
  const table = new Table({
    head: ['check', 'promise', 'needs', 'runs'],
    colWidths: [16, 70, 18, 14],
    wordWrap: true,
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...CHECKS.map(({ name, promise, needs }) => [
      name,
      promise,
      needs.join(', ') || 'nothing',
      needs.includes('soak') ? 'on demand' : 'always',
    ]),
  );
  return table.toString();
}

/** Runs a proof, or lists its checks, and answers with the exit code. */
export async function runProofCommand(
  flags: ProofFlags,
  environment: Pick<ProofOptions, 'outFolder' | 'clientsFolder' | 'passwordsFile'>,
  manifest: () => Promise<ClusterManifest>,
): Promise<number> {
  return await orUnjudged(async () => {
    if (flags.list === true) {
      answer({ checks: CHECKS.map(({ name, promise, needs }) => ({ name, promise, needs })) }, listChecks());
      return 0;
    }
    const options = { ...environment, ...proofOptionsOf(flags), onReport: printReport };
    return exitCodeOf(await runProof(await manifest(), options));
  });
}

/** Only a report is a verdict: whatever else ends a command that proves, an error that nobody catches too, has judged nothing. */
export async function orUnjudged(proof: () => Promise<number>): Promise<number> {
  const endUnjudged = (): void => {
    process.exitCode = UNJUDGED;
  };
  process.on('exit', endUnjudged);
  try {
    return await proof();
  } catch (error) {
    fail(error);
    return UNJUDGED;
  } finally {
    process.off('exit', endUnjudged);
  }
}
