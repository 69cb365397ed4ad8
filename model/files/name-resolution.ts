import type { MetadataStore } from '../cluster/metadata-store';
import { renderProperties } from '../formats/properties';
import { type ConfigurationFile, versioned } from '../formats/versioned-file';
import { PATHS } from '../names/paths';

/**
 * How long a broker's JVM remembers the address of a name, and that a name had none, in seconds: Java's own security properties. A node that was
 * replaced has another address, and none before it is back. By its defaults Java would keep the former one for 30 s and take it for unknown for 10 s
 * more, which is longer than a broker's session with ZooKeeper lasts.
 */
export const NAME_RESOLUTION: ConfigurationFile = versioned(
  'name-resolution',
  'properties',
  renderProperties({ 'networkaddress.cache.ttl': '2', 'networkaddress.cache.negative.ttl': '0' }),
);

/**
 * What a broker that has a session to lose reads of it. Not of servers that are on internal networks alone: there it takes seconds to hear
 * that a name is unknown (`RESOLVER_OPTIONS`), so that a controller that asks each time elects nobody.
 */
export const resolutionFiles = ({
  hasSessions = false,
}: Pick<MetadataStore, 'hasSessions'>): readonly ConfigurationFile[] => (hasSessions ? [NAME_RESOLUTION] : []);

/** The options by which its JVM finds that. */
export const resolutionOptions = (store: Pick<MetadataStore, 'hasSessions'>): readonly string[] =>
  resolutionFiles(store).map(({ name }) => `-Djava.security.properties=${PATHS.configuration}/${name}`);

/**
 * Options of resolv.conf(5) for servers that are on internal networks alone, and for all on several hosts, one of which may be lost with the way to the
 * name server. Docker's name server hands a name that it doesn't know on to one that
 * can't be reached from there, and answers nothing: the C library would wait 5 s, twice, for the name of a server that is down, and a JVM that
 * asks holds up all else that it is to send.
 */
export const RESOLVER_OPTIONS: readonly string[] = ['timeout:1'];
