import { renderProperties } from '../formats/properties';
import { type ConfigurationFile, versioned } from '../formats/versioned-file';

/**
 * How long a server's JVM remembers the address of a name, and that a name had none, in seconds: Java's own security properties. A peer that was
 * replaced has another address, and none before it is back. By its defaults Java would keep the former one for 30 s and take it for unknown for 10 s
 * more, which is longer than a broker's session with ZooKeeper lasts.
 */
export const NAME_RESOLUTION: ConfigurationFile = versioned(
  'name-resolution',
  'properties',
  renderProperties({ 'networkaddress.cache.ttl': '2', 'networkaddress.cache.negative.ttl': '0' }),
);
