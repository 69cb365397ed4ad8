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

/** The part of `drift`'s report that is told again. */
const report = z.object({
  startedAt: z.string(),
  checks: z.array(z.object({ name: z.string(), verdict: z.string(), violations: z.array(z.unknown()) })),
});

/** Undefined where nobody has looked, or has left no report that can be read. */
export async function lastDrift(folder: string): Promise<DriftStatus | undefined> {
  const text = (await readIfThere(path.join(folder, 'report.json')))?.toString('utf8');
  const { name } = driftCheck([]);
  try {
    const { startedAt, checks } = report.parse(JSON.parse(text ?? ''));
    const check = checks.find((each) => each.name === name);
    return check && { looked: new Date(startedAt), verdict: check.verdict, violations: check.violations.length };
  } catch {
    return undefined;
  }
}
