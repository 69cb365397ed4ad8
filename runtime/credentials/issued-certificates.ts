import { Duration } from '../../model/units/duration';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ask, ifThere } from '../engine/engine';
import type { Engines } from '../engine/engines';
import { bounded } from '../wait';
import { filesIn } from './identity-files';

/** A certificate that was issued to an identity. */
export interface IssuedCertificate {
  readonly identity: string;
  /** Seconds since 1970. */
  readonly issued: number;
  /** Seconds since 1970. */
  readonly ends: number;
}

/** Where the step keeps note of them. */
const FOLDER = '/authority/validity';
const FILE = 'certificates';

/**
 * What the step that issues certificates has noted of them. The engine hands it out of the step's container, which stays when it has
 * ended; nothing is known where there is none.
 */
export async function issuedCertificates(
  engines: Engines,
  { renewal }: Pick<ClusterManifest, 'renewal'>,
): Promise<readonly IssuedCertificate[]> {
  if (renewal === undefined) {
    return [];
  }
  const archive = await ask(
    `container ${renewal.step}`,
    ifThere(engines.container(renewal.step).getArchive({ path: FOLDER })),
  );
  if (archive === undefined) {
    return [];
  }
  const files = await bounded(filesIn(archive, [FILE]), {
    within: Duration.seconds(30),
    awaiting: 'the engine to hand out when certificates end',
  });
  return parseIssued(files.get(FILE)?.toString('utf8') ?? '');
}

/** Lines of a name and two times, parted by tabs. */
export function parseIssued(text: string): readonly IssuedCertificate[] {
  return text.split('\n').flatMap((line) => {
    const [identity = '', issued = '', ends = ''] = line.split('\t');
    return [issued, ends].every((time) => /^\d+$/.test(time))
      ? [{ identity, issued: Number(issued), ends: Number(ends) }]
      : [];
  });
}
