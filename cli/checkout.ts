/** The commands of this package's own checkout, which `cli/run.mjs` starts: those of every project, and what checks it. */
import path from 'node:path';
import type { ServerVersions } from '../bootstrap/server-images';
import { readEnvironment } from '../runtime/settings/environment';
import { cdktfKafka } from './cli';
import { runProgram, withJson } from './command-line';
import { test } from './commands/test';
import { Workspace } from './workspace';

const home = {
  project: path.join(__dirname, '..'),
  // Whatever else is wrong in the environment is said before anything begins.
  cluster: (): string => readEnvironment().KAFKA_CLUSTER,
  versions: (): ServerVersions => {
    const { KAFKA_VERSION: kafka, KAFKA_METADATA_VERSION: metadata } = readEnvironment();
    return { kafka, metadata };
  },
};
const program = cdktfKafka(home);

withJson(
  program.command('test').exitOverride().description('check everything: types, lint, unit tests, integration tests'),
).action(async () => {
  process.exitCode = await test(new Workspace(home));
});

void runProgram(program);
