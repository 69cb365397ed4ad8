import { createHash } from 'node:crypto';
import { Transform } from 'node:stream';
import { posix } from 'node:path';
import { pipeline } from 'node:stream/promises';
import type Docker from 'dockerode';
import { Duration } from '../../model/units/duration';
import { entriesOf } from '../files/archive';
import { TimedOut } from '../wait';

/** How long nothing may pass. */
const STALL = Duration.minutes(5);

/** A folder of one container, and of another one. */
export interface CopiedFolder {
  readonly from: Docker.Container;
  readonly to: Docker.Container;
  readonly path: string;
  /** As it stands after “waiting for”. */
  readonly awaiting: string;
}

/**
 * Copies a folder, by way of this process' memory, whoever runs the containers; owners and modes stay as they are. What is there already is written again.
 *
 * @throws TimedOut when nothing has passed for 5 min
 */
export async function copyFolder({ from, to, path, awaiting }: CopiedFolder): Promise<void> {
  // By its name, within the folder that it is in: an engine passes over the entry of the folder that it unpacks in, and so over its owner and mode.
  const archive = await from.getArchive({ path });
  let timer: NodeJS.Timeout | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(new TimedOut({ within: STALL, awaiting }, undefined));
    }, STALL.milliseconds);
  });
  const passing = new Transform({
    transform(chunk: Buffer, _, done) {
      timer?.refresh();
      done(undefined, chunk);
    },
  });
  try {
    const copied = Promise.all([pipeline(archive, passing), to.putArchive(passing, { path: posix.dirname(path) })]);
    await Promise.race([copied, stalled]);
  } finally {
    clearTimeout(timer);
    // Ends the archive, too, which nobody may read to its end.
    passing.destroy();
  }
}

/** What a folder holds, by the name of each file and folder: its kind, mode, owner, and a digest of what is in it. */
export async function folderDigest(container: Docker.Container, path: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for await (const entry of entriesOf(await container.getArchive({ path: `${path}/.` }))) {
    const { name, type, mode, uid, gid, linkname } = entry.header;
    const content = createHash('sha256');
    for await (const chunk of entry) {
      content.update(chunk as Buffer);
    }
    found.set(name, [type, mode, uid, gid, linkname, content.digest('hex')].join(' '));
  }
  return found;
}
