import type Docker from 'dockerode';
import type { ImageOrigin, Setup } from '../model/setup/setup-record';
import { OperationError } from '../model/violation';
import { consoleTag, ensureConsole } from './images/console-image';
import { ensureEngine } from './engine';
import { METRICS_AGENT } from './images/image';
import {
  type BuiltImage,
  decideOrigin,
  ensureImage,
  ensureRootFileSystem,
  findImage,
  latest,
  originOnEngine,
  registryAnswersEngine,
  renewedOnEngine,
  tagOf,
  type WorkOptions,
} from './images/images';
import { jars } from './images/jars';
import { renewBase } from './images/renewal';
import { ensureMirror, hasMirror, registryAnswersTerraform, writeCliConfiguration } from './providers';
import { kerberosTag } from './images/kerberos-image';
import { ensureMonitoringImages } from './images/monitoring-images';
import { readSetup, writeSetup } from './record';
import { readVariable } from '../runtime/settings/environment';
import { serverImages, type ServerVersions } from './server-images';
import { type Renderer, type StepTask, type StepTools, Steps } from './steps';
import { checkMemory, checkNode, findTerraform, type TerraformInstallation } from './versions';

export interface SetUpOptions {
  /** Name of the cluster: its images are decided on once. */
  readonly clusterName: string;
  /** Versions of what its servers run. */
  readonly versions?: ServerVersions;
  /** Folder for `setup.json`. */
  readonly outFolder: string;
  /** Default: live on a terminal, plain lines elsewhere. */
  readonly renderer?: Renderer;
  /** Whether what the images made here stand on is renewed first, with all that was mended in it. */
  readonly renewImages?: boolean;
  /** When that was last renewed, where somebody else has done so for this cluster: the later of this and what is known here counts. */
  readonly renewed?: string;
  /** Bytes of memory that the cluster's containers may use together. Default: not checked. */
  readonly memory?: number;
}

/** Filled by the steps, each of which finds there what those before it have put in. */
interface Context {
  engine: Docker;
  terraform: TerraformInstallation;
  origin: ImageOrigin;
  renewed: string | undefined;
  /** By the names of their definitions. */
  readonly images: Map<string, BuiltImage>;
  monitoring: Setup['images']['monitoring'];
  providers: Setup['terraform'];
}

/**
 * Gives the machine what the cluster needs and it lacks: an engine, images, Terraform providers. What is there already
 * is used as it is, so that a second run takes a moment; a run that is stopped anywhere goes on at the next.
 *
 * @throws OperationError that says what to do where something can't be given.
 */
export async function setUp(options: SetUpOptions): Promise<Setup> {
  OperationError.throwIfAny([checkNode()].filter((violation) => violation !== undefined));
  const recorded = recordOf(options);
  const steps = new Steps<Context>(options.renderer);
  const context = { images: new Map() } as Context;
  await steps.run(context, [
    steps.atOnce('This machine', [
      steps.inTurn('Terraform and its providers', [terraform(steps), ...providers(steps, recorded)]),
      steps.inTurn('Docker engine and images', [engine(steps, options), ...images(steps, options, recorded)]),
    ]),
  ]);
  const setup = setupOf(options, context);
  await writeSetup(options.outFolder, setup);
  return setup;
}

/** The record of this cluster; another cluster's says nothing about it. */
function recordOf({ outFolder, clusterName }: SetUpOptions): Setup | undefined {
  const recorded = readSetup(outFolder);
  return recorded?.cluster === clusterName ? recorded : undefined;
}

function setupOf(options: SetUpOptions, context: Context): Setup {
  if (context.images.size < serverImages(options.versions).length) {
    throw new Error('the steps ended without the images');
  }
  return {
    schema: 2,
    cluster: options.clusterName,
    images: {
      origin: context.origin,
      ...(context.renewed !== undefined && { renewed: context.renewed }),
      servers: Object.fromEntries(context.images),
      metricsAgent: METRICS_AGENT.path,
      kerberos: kerberosTag(context.origin, context.renewed),
      monitoring: context.monitoring,
      ...(context.origin === 'local' && { console: consoleTag(context.renewed) }),
    },
    terraform: context.providers,
  };
}

function terraform(steps: Steps<Context>): StepTask<Context> {
  return steps.step('Terraform', async (context, { signal, rename }) => {
    context.terraform = await findTerraform(signal);
    rename(`${context.terraform.product} ${context.terraform.version}`);
    return undefined;
  });
}

function engine(steps: Steps<Context>, { memory = 0 }: SetUpOptions): StepTask<Context> {
  return steps.step('Docker engine', async (context, tools) => {
    context.engine = await ensureEngine(tools);
    const info = (await context.engine.info()) as { readonly ServerVersion: string; readonly MemTotal: number };
    OperationError.throwIfAny([checkMemory(info.MemTotal, memory)].filter((violation) => violation !== undefined));
    tools.rename(`Docker engine ${info.ServerVersion}`);
    return undefined;
  });
}

function images(steps: Steps<Context>, options: SetUpOptions, recorded: Setup | undefined): StepTask<Context>[] {
  const definitions = serverImages(options.versions);
  const done = (context: Context): string | undefined =>
    definitions.every(({ name }) => context.images.has(name)) ? 'the engine has what is made of it' : undefined;
  const find = async ({ engine, origin, renewed, images }: Context): Promise<void> => {
    images.clear();
    for (const definition of definitions) {
      const found = await findImage(engine, tagOf(definition, origin, renewed));
      if (found !== undefined) {
        images.set(definition.name, found);
      }
    }
  };
  return [
    steps.step('Images from', async (context, { rename }) => {
      const { origin, reason } = await decideOrigin({
        onEngine: () => originOnEngine(context.engine, options.clusterName),
        recorded: recorded?.images.origin,
        wanted: readVariable('CDKTF_KAFKA_IMAGES'),
        probe: registryAnswersEngine,
      });
      context.origin = origin;
      context.renewed = latest([
        ...[recorded?.images.renewed, options.renewed],
        await renewedOnEngine(context.engine, options.clusterName),
      ]);
      await find(context);
      rename(`Images from: ${origin}, ${reason}${context.renewed === undefined ? '' : `; renewed ${context.renewed}`}`);
      return undefined;
    }),
    ...(options.renewImages === true
      ? [
          steps.step('Renew what images stand on', async (context, tools) => {
            const { origin, renewed } = context;
            const now = await renewBase(context.engine, { ...tools, origin, renewed, definitions });
            context.renewed = now ?? renewed;
            await find(context);
            return now === undefined ? 'nothing of it has changed' : undefined;
          }),
        ]
      : []),
    steps.atOnce('Base files', [
      steps.step('JRE from Debian packages', async (context, tools) => {
        const official = context.origin === 'official' ? 'the official image is used' : undefined;
        return done(context) ?? official ?? (await ensureRootFileSystem(context.engine, making(context, tools)));
      }),
      steps.step('Jars from Maven', async (context, tools) => {
        const skipped = done(context);
        if (skipped === undefined) {
          // In turn: two at once would write into Maven's one repository.
          for (const set of [METRICS_AGENT, ...(context.origin === 'local' ? definitions : [])]) {
            await jars(set, tools);
          }
        }
        return skipped;
      }),
    ]),
    steps.step('Web console from Maven', async (context, tools) =>
      context.origin === 'official'
        ? 'the official image is used'
        : ensureConsole(context.engine, making(context, tools)),
    ),
    steps.atOnce(
      'Build',
      definitions.map((definition) =>
        steps.step(`${definition.name} ${definition.version}`, async (context, tools) => {
          const found = context.images.get(definition.name);
          if (found !== undefined) {
            tools.rename(found.tag);
            return 'the engine has it';
          }
          const made = await ensureImage(context.engine, definition, context.origin, making(context, tools));
          context.images.set(definition.name, made);
          tools.rename(
            made.archive === undefined
              ? `${made.tag}, without a class-data archive (a server could not be started on it): starts take longer`
              : made.tag,
          );
          return undefined;
        }),
      ),
    ),
    steps.step('Monitoring', async (context, tools) => {
      context.monitoring = await ensureMonitoringImages(context.engine, context.origin, making(context, tools));
      tools.rename(context.monitoring.exporter);
      return undefined;
    }),
  ];
}

/** How an image is made now: on what was renewed last. */
const making = ({ renewed }: Context, tools: StepTools): WorkOptions => ({ ...tools, renewed });

function providers(steps: Steps<Context>, recorded: Setup | undefined): StepTask<Context>[] {
  return [
    steps.step('Providers from', async (context, { rename, ...tools }) => {
      if (recorded?.terraform.origin === 'registry') {
        context.providers = { origin: 'registry' };
        rename('Providers from: registry, as decided at an earlier run');
      } else if (hasMirror(context.terraform)) {
        context.providers = { origin: 'mirror' };
        rename('Providers from: mirror, built at an earlier run');
      } else if (await registryAnswersTerraform(tools)) {
        context.providers = { origin: 'registry' };
        rename('Providers from: registry, which answers Terraform');
      } else {
        context.providers = { origin: 'mirror' };
        rename('Providers from: mirror, as no registry answers Terraform');
      }
      return undefined;
    }),
    steps.step('Build with Go', async (context, tools) => {
      if (context.providers.origin === 'registry') {
        return 'Terraform fetches them itself';
      }
      const built = hasMirror(context.terraform);
      const mirror = await ensureMirror(context.terraform, tools);
      context.providers = { origin: 'mirror', cliConfigFile: await writeCliConfiguration(mirror, context.terraform) };
      return built ? 'the cache has them' : undefined;
    }),
  ];
}
