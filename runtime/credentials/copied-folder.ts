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
  const passing = new Transform({
    transform(chunk: Buffer, _, done) {
      stalled.refresh();
      done(undefined, chunk);
    },
  });
  const stalled = setTimeout(() => {
    passing.destroy(new TimedOut({ within: STALL, awaiting }, undefined));
  }, STALL.milliseconds);
  try {
    await Promise.all([pipeline(archive, passing), to.putArchive(passing, { path: posix.dirname(path) })]);
  } finally {
    clearTimeout(stalled);
  }
}

/** What a folder holds, a line for each file and folder: its owner, its mode, and a digest of what is in it. */
export async function folderDigest(container: Docker.Container, path: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for await (const entry of entriesOf(await container.getArchive({ path: `${path}/.` }))) {
    const { name, type, mode, uid, gid, linkname } = entry.header;
    const content = createHash('sha256');
    for await (const chunk of entry) {
      content.update(chunk as Buffer);
    }
    lines.push([name, type, mode, uid, gid, linkname, content.digest('hex')].join(' '));
  }
  return lines;
}
