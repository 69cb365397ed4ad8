import type { ClusterManifest } from '../../model/manifest/manifest';
import { STORE_FILES } from '../../model/names/paths';
import type { LivingCertificate } from '../../model/resources/reused-names';
import { ifThere } from '../engine/engine';
import type { Engines } from '../engine/engines';
import { filesWhere, storesIn, withVolumes } from './identity-files';
import { openKeystore } from './keystore';

const PREFIX = 'User:';

/**
 * Certificates of former users that have not ended, among those whose names somebody bears now who logs in otherwise or is made elsewhere.
 * The volume of the users' stores keeps what was issued.
 */
export async function livingCertificates(
  engines: Engines,
  manifest: ClusterManifest,
  now = new Date(),
): Promise<readonly LivingCertificate[]> {
  const volume = manifest.identities.find(({ role }) => role === 'admin')?.volume;
  const suspects = volume === undefined ? [] : namesWithoutCertificate(manifest, volume);
  if (volume === undefined || suspects.length === 0) {
    return [];
  }
  const engine = engines.ofVolume(volume);
  if ((await ifThere(engine.getVolume(volume).inspect())) === undefined) {
    return [];
  }
  const files = await withVolumes(engine, manifest, [volume], async (archiveOf) =>
    filesWhere(await archiveOf(volume, ''), (file) => {
      const [name = '', store = '', ...deeper] = file.split('/');
      return deeper.length === 0 && suspects.includes(name) && NEEDED.includes(store);
    }),
  );
  return suspects.flatMap((name) => {
    const own = new Map(
      NEEDED.flatMap((store) => [[store, files.get(`${name}/${store}`) ?? Buffer.alloc(0)] as const]),
    );
    if (own.get(STORE_FILES.keystore)?.length === 0) {
      return [];
    }
    const { keystore, password } = storesIn(own);
    const [certificate] = openKeystore(keystore, password, `former keystore of ${name}`).chain;
    const ends = new Date(certificate?.validTo ?? 0);
    return ends > now ? [{ name, ends }] : [];
  });
}

const NEEDED: readonly string[] = [STORE_FILES.keystore, STORE_FILES.keystorePassword];

/** Names of everyone who has rights, or logs in, and has no certificate in the volume by the declaration. */
export function namesWithoutCertificate(
  { users, rules, identities }: Pick<ClusterManifest, 'users' | 'rules' | 'identities'>,
  volume: string,
): readonly string[] {
  const certified = new Set(
    identities.filter((identity) => identity.role === 'client' && identity.volume === volume).map(({ name }) => name),
  );
  const principals = [...users, ...rules].map(({ principal }) => principal);
  const names = principals.filter((principal) => principal.startsWith(PREFIX)).map((each) => each.slice(PREFIX.length));
  return [...new Set(names)].filter((name) => name !== '*' && !certified.has(name)).sort();
}
