import type { App } from 'cdktf';
import { existingCluster } from './existing-cluster';
import { first } from './first';
import { kerberos } from './kerberos';
import { kraft } from './kraft';
import { kraftCombined } from './kraft-combined';
import { multiTeam } from './multi-team';
import { parts } from './parts';
import { platform } from './platform';
import { smallest } from './smallest';
import { textbook } from './textbook';
import { tokens } from './tokens';
import { twoClusters } from './two-clusters';

/** Every example by name: the tests synthesize each, and have Terraform validate it. */
export const EXAMPLES: Readonly<Record<string, (app: App) => unknown>> = {
  first,
  platform,
  parts,
  smallest,
  textbook: (app): void => {
    textbook(app);
  },
  kraft,
  kraftCombined,
  multiTeam,
  existingCluster: (app): void => {
    existingCluster(app);
  },
  twoClusters,
  tokens,
  kerberos: (app): void => {
    kerberos(app);
  },
};
