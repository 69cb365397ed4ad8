import type { Properties } from './properties';
import { STORE_FILES } from '../names/paths';

/** Kafka's names for a keystore in a folder. Its default store type is JKS, keytool's is PKCS12: it is always said. */
export function keystoreProperties(prefix: string, folder: string): Properties {
  return {
    ...storeProperties(prefix, folder),
    [`${prefix}.key.password`]: keystorePassword(folder),
  };
}

/** The same for what takes the key's password to be the store's, which it is. */
export function storeProperties(prefix: string, folder: string): Properties {
  return {
    [`${prefix}.keystore.type`]: 'PKCS12',
    [`${prefix}.keystore.location`]: `${folder}/${STORE_FILES.keystore}`,
    [`${prefix}.keystore.password`]: keystorePassword(folder),
  };
}

/** Kafka's names for a truststore in a folder. */
export function truststoreProperties(prefix: string, folder: string, file: string): Properties {
  return {
    [`${prefix}.truststore.type`]: 'PKCS12',
    [`${prefix}.truststore.location`]: `${folder}/${file}`,
    [`${prefix}.truststore.password`]: `\${file:${folder}/${STORE_FILES.passwordProperties}:truststore}`,
  };
}

const keystorePassword = (folder: string): string => `\${file:${folder}/${STORE_FILES.passwordProperties}:keystore}`;
