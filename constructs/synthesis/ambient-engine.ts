import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { endpointIn, engineAdvice, type EngineSurroundings } from '../../model/placement/engine-endpoint';
import type { Advice } from '../../model/violation';

/** The engine of the machine that synthesizes, which is the one that Terraform will talk to unless it runs elsewhere; none where nothing is known. */
export const ambientEngine = (): string | undefined => ifKnown(() => endpointIn(surroundings()).host);

/** What is unwise in how this machine names its engine. */
export const ambientEngineAdvice = (subject: string): readonly Advice[] =>
  ifKnown(() => engineAdvice(subject, surroundings())) ?? [];

/** The commands refuse what names no engine, with the remedy; a synthesis needs none. */
function ifKnown<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

const surroundings = (): EngineSurroundings => ({
  environment: process.env,
  home: homedir(),
  platform: process.platform,
  read,
});

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
