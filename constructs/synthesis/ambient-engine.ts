import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { endpointIn } from '../../model/placement/engine-endpoint';

/** The engine of the machine that synthesizes, which is the one that Terraform will talk to unless it runs elsewhere; none where nothing is known. */
export function ambientEngine(): string | undefined {
  try {
    return endpointIn({ environment: process.env, home: homedir(), platform: process.platform, read }).host;
  } catch {
    // The commands refuse it, with the remedy; a synthesis needs no engine.
    return undefined;
  }
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
