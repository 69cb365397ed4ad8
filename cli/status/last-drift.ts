import path from 'node:path';
import { z } from 'zod';
import { driftCheck } from '../../proof';
import { readIfThere } from '../../runtime/files/optional-file';

/** What the last look for drift has found. */
export interface DriftStatus {
  readonly looked: Date;
  readonly verdict: string;
  /** How many things were not as declared, or could not be judged. */
  readonly violations: number;
}

/** The part of a report, that of `drift` or of the proof, that is told again. */
const report = z.object({
  cluster: z.string(),
  startedAt: z.string(),
  checks: z.array(z.object({ name: z.string(), verdict: z.string(), violations: z.array(z.unknown()) })),
});

/**
 * The last of what reports in some folders tell of a look for drift. Undefined where none does that can be read: a report of another
 * cluster, whose manifest was given to a command in the same checkout, tells nothing of this one.
 */
export async function lastDrift(cluster: string, folders: readonly string[]): Promise<DriftStatus | undefined> {
  const found = await Promise.all(folders.map((folder) => driftIn(cluster, folder)));
  return found
    .filter((each) => each !== undefined)
    .sort((one, other) => other.looked.getTime() - one.looked.getTime())[0];
}

async function driftIn(cluster: string, folder: string): Promise<DriftStatus | undefined> {
  const text = (await readIfThere(path.join(folder, 'report.json')))?.toString('utf8');
  const { name } = driftCheck([]);
  try {
    const { cluster: whose, startedAt, checks } = report.parse(JSON.parse(text ?? ''));
    const check = whose === cluster ? checks.find((each) => each.name === name) : undefined;
    return check && { looked: new Date(startedAt), verdict: check.verdict, violations: check.violations.length };
  } catch {
    return undefined;
  }
}
