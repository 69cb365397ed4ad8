import { type ImageDefinition, kafkaImage } from './images/image';
import { zooKeeperImage } from './metadata/zookeeper/zookeeper-image';

/** Versions of the servers' software; one that is left out is that which this package has been made for. */
export interface ServerVersions {
  readonly kafka?: string;
  /** Of the metadata's own servers, where they are none of Kafka's. */
  readonly metadata?: string;
}

/** Images that servers run from: the brokers', and one for each metadata store whose servers have another, by the store's name for it. */
export const serverImages = ({ kafka, metadata }: ServerVersions = {}): readonly ImageDefinition[] => [
  kafkaImage(kafka),
  zooKeeperImage(metadata),
];

/** The same, where nobody asks for other versions. */
export const SERVER_IMAGES = serverImages();

/** Versions as a manifest says them; of metadata that Kafka's own servers keep, there is none. */
export const declaredVersions = (
  kafka?: string,
  metadata?: { readonly kind: string; readonly version: string },
): ServerVersions => ({
  kafka,
  metadata: SERVER_IMAGES.some(({ name }) => name === metadata?.kind) ? metadata?.version : undefined,
});
