import { Command } from 'commander';
import { setUp } from './setup';

/** The set-up alone: `npx tsx bootstrap/main.ts --cluster kafka --out out`. */
const command = new Command('setup')
  .description('gives this machine what the cluster needs: engine, images, Terraform providers')
  .option('--cluster <name>', 'name of the cluster', 'kafka')
  .option('--out <folder>', 'folder for setup.json', 'out')
  .action(async (options: { readonly cluster: string; readonly out: string }) => {
    await setUp({ clusterName: options.cluster, outFolder: options.out });
  });

command.parseAsync().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
