import { spawnSync } from 'node:child_process';

/** For tests of what keytool itself writes, which node-forge cannot: left out on a machine that has no JDK yet. */
export const describeWithKeytool =
  spawnSync('keytool', ['-help'], { stdio: 'ignore' }).error === undefined ? describe : describe.skip;
