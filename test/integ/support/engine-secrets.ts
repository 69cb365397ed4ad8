import { openKeystore, keyPem } from '../../../runtime/credentials/keystore';
import { filesIn, hasStores, readIdentityFiles, storesIn } from '../../../runtime/credentials/identity-files';
import { Engines } from '../../../runtime/engine/engines';
import { ClusterNames } from '../../../model/names/names';
import type { Checkout } from './checkout';
import type { Secrets } from './leaks';

/** Every key and password that was made in the engine's volumes: servers' and users', and those of the authorities. */
export async function engineSecrets(checkout: Checkout): Promise<Secrets> {
  const { engine, manifest } = checkout;
  const identities = await readIdentityFiles(
    new Engines(manifest, () => engine),
    manifest,
    manifest.identities.filter(hasStores),
  );
  const stores = [...identities].map(([name, files]) => ({ name, ...storesIn(files) }));
  const secrets = [...stores, ...(await authorities(checkout))].flatMap(({ name, keystore, password }) => [
    [`password of the store of ${name}`, password],
    [`key of ${name}`, keyPem(openKeystore(keystore, password, name)).split('\n')[1] ?? ''],
  ]);
  return Object.fromEntries(secrets) as Secrets;
}

interface Store {
  readonly name: string;
  readonly keystore: Buffer;
  readonly password: string;
}

/** The volume of their keys is mounted in a container that never starts. */
async function authorities({ engine, name, manifest }: Checkout): Promise<readonly Store[]> {
  const container = await engine.createContainer({
    Image: manifest.images.kafka,
    Entrypoint: ['true'],
    HostConfig: {
      Mounts: [
        { Type: 'volume', Source: new ClusterNames(name).authorityVolume, Target: '/authority', ReadOnly: true },
      ],
    },
  });
  try {
    return await Promise.all(
      ['cluster', 'clients'].map(async (authority) => {
        const archive = await container.getArchive({ path: `/authority/${authority}` });
        const files = await filesIn(archive, ['ca.p12', 'password']);
        const [keystore = Buffer.alloc(0), password = Buffer.alloc(0)] = ['ca.p12', 'password'].map((file) =>
          files.get(file),
        );
        return { name: `the ${authority} authority`, keystore, password: password.toString('utf8').trim() };
      }),
    );
  } finally {
    await container.remove({ v: true });
  }
}
