import { Command } from 'commander';
import { setUp } from './setup';

/** The set-up alone: `npx tsx bootstrap/main.ts --cluster kafka --out out`. */
const command = new Command('setup')
  .description('gives this machine what the cluster needs: engine, images, Terraform providers')
  .option('--cluster <name>', 'name of the cluster', 'kafka')
  .option('--kafka <version>', 'Kafka’s version, such as 3.8.1 (default: the newest that has been tried)')
  .option('--out <folder>', 'folder for setup.json', 'out')
  .action(async (options: { readonly cluster: string; readonly kafka?: string; readonly out: string }) => {
    await setUp({ clusterName: options.cluster, kafkaVersion: options.kafka, outFolder: options.out });
  });

command.parseAsync().catch((error: unknown) => {
  process.exitCode = 1;
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
});
