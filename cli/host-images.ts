import { Transform } from 'node:stream';
import { text } from 'node:stream/consumers';
import type Docker from 'dockerode';
import type { ClusterManifest } from '../model/manifest/manifest';
import { hasSeveralHosts, hostNameOf, placementsOf, providerAlias } from '../model/placement/placement';
import type { StackResources } from '../model/retirement/stack-resources';
import { OperationError } from '../model/violation';
import { allEnded } from '../runtime/all-ended';
import { ifThere, openEngine } from '../runtime/engine/engine';
import { Engines } from '../runtime/engine/engines';

/** Images that an engine of a cluster is to have. */
export interface WantedImages {
  readonly engine: Docker;
  /** What its host is called. */
  readonly host: string;
  readonly names: readonly string[];
}

/** Hosts that are handed images at the same time: the machine that deploys, and its network, are what bounds it. */
const AT_ONCE = 3;

/**
 * Which images each host needs: those that stacks declare there.
 *
 * @param declared what each stack declares
 */
export function wantedImages(
  manifest: ClusterManifest,
  declared: readonly Pick<StackResources, 'images'>[],
  engines: Engines,
): readonly WantedImages[] {
  const images = declared.flatMap((stack) => stack.images);
  return placementsOf(manifest).map((placement) => {
    const alias = placement.engine === manifest.engine ? undefined : providerAlias(placement);
    const own = images.filter(({ provider }) => provider === alias);
    return {
      ...{ engine: engines.at(placement), host: hostNameOf(placement) },
      names: [...new Set(own.map(({ name }) => name))],
    };
  });
}

/**
 * Hands images to the hosts that lack them, from the engine of the machine that deploys, where the set-up has made or found them. An image that is
 * not there is left to Terraform, which has the host get it from its registry.
 *
 * @throws OperationError `ImageNotTaken`
 */
export async function copyImages(
  manifest: ClusterManifest,
  declared: readonly Pick<StackResources, 'images'>[],
  progress: (line: string) => void,
  {
    engines = new Engines(manifest),
    source = openEngine(),
  }: { readonly engines?: Engines; readonly source?: Docker } = {},
): Promise<string> {
  if (!hasSeveralHosts(manifest)) {
    return 'none';
  }
  const waiting = [...wantedImages(manifest, declared, engines)];
  const copied: string[] = [];
  const work = Array.from({ length: AT_ONCE }, async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      for (const name of next.names) {
        if (await copyImage(source, next, name, progress)) {
          copied.push(`${name} to ${next.host}`);
        }
      }
    }
  });
  await allEnded(work);
  return copied.length === 0 ? 'each host has them' : `${copied.length} handed over`;
}

/** Whether it was lacking, and is there now. */
async function copyImage(
  source: Docker,
  { engine, host }: WantedImages,
  name: string,
  progress: (line: string) => void,
): Promise<boolean> {
  // What is saved by a digest comes without a name.
  if (name.includes('@') || (await ifThere(engine.getImage(name).inspect())) !== undefined) {
    return false;
  }
  const image = await ifThere(source.getImage(name).inspect());
  if (image === undefined) {
    return false;
  }
  const counting = countingBytes((bytes) => {
    progress(`${name} to ${host}: ${megabytes(bytes)} of ${megabytes(image.Size)}`);
  });
  const saved = await source.getImage(name).get();
  saved.on('error', (error: Error) => counting.destroy(error));
  const answer = await text(await engine.loadImage(saved.pipe(counting)));
  if (answer.includes('"errorDetail"') || (await ifThere(engine.getImage(name).inspect())) === undefined) {
    throw new OperationError({
      code: 'ImageNotTaken',
      subject: `Docker engine of ${host}`,
      rule: `must take ${name} from the machine that deploys`,
      value: answer.trim().slice(-300),
      remedy:
        'mend what it says, such as a full disk, and deploy again; or hand it over by docker save and docker load',
    });
  }
  return true;
}

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;

/** How many bytes pass before it is told again. */
const TOLD_EVERY = 32_000_000;

function countingBytes(tell: (bytes: number) => void): Transform {
  let passed = 0;
  let told = 0;
  return new Transform({
    transform(chunk: Buffer, _, done) {
      passed += chunk.length;
      if (passed - told >= TOLD_EVERY) {
        told = passed;
        tell(passed);
      }
      done(undefined, chunk);
    },
  });
}
