import { AUTHORITY_NAMES, type AuthorityName, FORMER_AUTHORITIES } from '../../model/certificates/identity';
import type { AuthorityVersion } from '../../model/certificates/authority-version';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { ClusterNames } from '../../model/names/names';
import { Duration } from '../../model/units/duration';
import { ask, ifThere } from '../engine/engine';
import type { Engines } from '../engine/engines';
import { bounded } from '../wait';
import { filesIn, withVolumes } from './identity-files';

/** A certificate that was issued to an identity. */
export interface IssuedCertificate {
  readonly identity: string;
  /** Seconds since 1970. */
  readonly issued: number;
  /** Seconds since 1970. */
  readonly ends: number;
}

/** An authority, and the version that it is at. */
export interface AuthorityAt extends AuthorityVersion {
  readonly name: AuthorityName;
}

/** What the step that issues certificates has noted. */
export interface IssuingNotes {
  readonly issued: readonly IssuedCertificate[];
  /** Of each the version that it is at, and then the one that some certificates are still of, where issuing was cut off. */
  readonly authorities: readonly AuthorityAt[];
}

/** Where the step keeps its notes, in the authorities' volume. */
const FOLDER = 'validity';
const FILES = ['certificates', 'authorities'] as const;
const NOTHING: IssuingNotes = { issued: [], authorities: [] };

/**
 * What the step that issues certificates has noted of them. The engine hands it out of the step's container, which stays when it has
 * ended, or of the volume, where a deployment was cut off, or refused, that had removed it. Nothing is known where there is neither.
 */
export async function issuingNotes(
  engines: Engines,
  manifest: Pick<ClusterManifest, 'name' | 'images' | 'renewal'>,
): Promise<IssuingNotes> {
  const { renewal } = manifest;
  if (renewal === undefined) {
    return NOTHING;
  }
  const archive = await ask(
    `container ${renewal.step}`,
    ifThere(engines.container(renewal.step).getArchive({ path: `/authority/${FOLDER}` })),
  );
  if (archive !== undefined) {
    return await notesIn(archive);
  }
  const image = engines.ofVolume(new ClusterNames(manifest.name).authorityVolume).getImage(manifest.images.kafka);
  return (await ask('images', ifThere(image.inspect()))) === undefined ? NOTHING : await storedNotes(engines, manifest);
}

/** The same out of the volume alone, while the step's container is being replaced: whoever asks has an engine with the brokers' image. */
export async function storedNotes(
  engines: Engines,
  manifest: Pick<ClusterManifest, 'name' | 'images'>,
): Promise<IssuingNotes> {
  const volume = new ClusterNames(manifest.name).authorityVolume;
  const engine = engines.ofVolume(volume);
  if ((await ask(`volume ${volume}`, ifThere(engine.getVolume(volume).inspect()))) === undefined) {
    return NOTHING;
  }
  return await withVolumes(engine, manifest, [volume], async (archiveOf) => {
    const notes = await ask(`volume ${volume}`, ifThere(archiveOf(volume, FOLDER)));
    return notes === undefined ? NOTHING : await notesIn(notes);
  });
}

async function notesIn(archive: NodeJS.ReadableStream): Promise<IssuingNotes> {
  const files = await bounded(filesIn(archive, FILES), {
    within: Duration.seconds(30),
    awaiting: 'the engine to hand out when certificates end',
  });
  const [certificates, authorities] = FILES.map((file) => files.get(file)?.toString('utf8') ?? '');
  return { issued: parseIssued(certificates ?? ''), authorities: parseAuthorities(authorities ?? '') };
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

/** Lines of a name, a version, and what the former one still does or `-`, parted by tabs. */
export function parseAuthorities(text: string): readonly AuthorityAt[] {
  return text.split('\n').flatMap((line): readonly AuthorityAt[] => {
    const [called, version = '', does] = line.split('\t');
    const name = AUTHORITY_NAMES.find((each) => each === called);
    const former = FORMER_AUTHORITIES.find((each) => each === does);
    return name === undefined || !/^\d+$/.test(version)
      ? []
      : [{ name, version: Number(version), ...(former !== undefined && { former }) }];
  });
}
