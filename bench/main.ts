/**
 * Runs benchmarks one after another, and holds them against their aims:
 *
 *   npm run bench [-- NAME... [RUNS]]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import path from 'node:path';
import Table from 'cli-table3';
import { complain, runToEnd, say } from '../runtime/process/terminal';
import type { Benchmark, Figures } from './benchmark';
import { BENCHMARKS } from './benchmarks';
import { mediansOf, type Verdict, verdictsOf } from './verdicts';

const FOLDER = path.join(__dirname, '..', 'out', 'bench');
const RUNS = 3;
/** What of the processors others may take, at most, for figures that count. */
const QUIET = 0.5;

async function main(words: readonly string[]): Promise<void> {
  const names = words.filter((word) => !/^\d+$/.test(word));
  const unknown = names.filter((name) => !BENCHMARKS.some((benchmark) => benchmark.name === name));
  if (unknown.length > 0) {
    complain(
      `no benchmark is called ${unknown.join(', ')}: there are ${BENCHMARKS.map(({ name }) => name).join(', ')}`,
    );
    process.exitCode = 1;
    return;
  }
  const runs = Number(words.find((word) => !names.includes(word)) ?? RUNS);
  const verdicts: Verdict[] = [];
  for (const benchmark of BENCHMARKS.filter(({ name }) => names.length === 0 || names.includes(name))) {
    verdicts.push(...(await measure(benchmark, runs)));
  }
  say(`\n${tableOf(verdicts)}`);
}

async function measure(benchmark: Benchmark, runs: number): Promise<readonly Verdict[]> {
  const { name } = benchmark;
  const [load = 0] = loadavg();
  say(`${name}: ${runs} runs, load average ${load.toFixed(1)}${load > QUIET ? ', which is not quiet' : ''}`);
  const measured: Figures[] = [];
  try {
    await benchmark.run(runs, (figures) => {
      measured.push(figures);
      say(`${name} ${measured.length}: ${shown(figures)}`);
    });
  } catch (error) {
    process.exitCode = 1;
    complain(`${name} has failed: ${error instanceof Error ? error.message : String(error)}`);
  }
  const verdicts = verdictsOf(benchmark, measured);
  mkdirSync(FOLDER, { recursive: true });
  const kept = { measuredAt: new Date(), load, measured, medians: mediansOf(measured), verdicts };
  writeFileSync(path.join(FOLDER, `${name}.json`), JSON.stringify(kept, undefined, 2));
  return verdicts;
}

const shown = (figures: Figures): string =>
  Object.entries(figures)
    .map(([name, value]) => `${name} ${value.toFixed(2)}`)
    .join(', ');

function tableOf(verdicts: readonly Verdict[]): string {
  const table = new Table({
    head: ['benchmark', 'figure', 'aim', 'median', 'runs', 'verdict'],
    style: { head: [], border: [], compact: true },
  });
  table.push(
    ...verdicts.map(({ benchmark, title, aim, ...rest }) => [
      benchmark,
      title,
      aim,
      rest.median,
      rest.runs,
      rest.verdict,
    ]),
  );
  return table.toString();
}

void runToEnd(main(process.argv.slice(2)));
