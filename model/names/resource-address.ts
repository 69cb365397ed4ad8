/** A resource of a stack, as its address in Terraform's state tells it. */
export interface AddressedResource {
  /** Such as `docker_container`. */
  readonly type: string;
  readonly name: string;
}

export function resourceAt(address: string): AddressedResource {
  const [type = '', ...name] = address.split('.');
  return { type, name: name.join('.') };
}

/** Of what stands on an engine, declared under the name that it has there: the name alone tells its address. */
const CONTAINER = 'docker_container';
const NETWORK = 'docker_network';
const VOLUME = 'docker_volume';

export const containerAddress = (name: string): string => `${CONTAINER}.${name}`;
export const networkAddress = (name: string): string => `${NETWORK}.${name}`;
export const volumeAddress = (name: string): string => `${VOLUME}.${name}`;
/** What is declared on the brokers has names of its own there. */
const TOPIC = 'kafka_topic';

/** Of one of several that a resource is made for. */
export const instanceAddress = (address: string, key: string): string => `${address}[${JSON.stringify(key)}]`;
/** Of what Terraform keeps for itself. */
export const dataAddress = (name: string): string => `terraform_data.${name}`;

export const isContainerAddress = (address: string): boolean => resourceAt(address).type === CONTAINER;
export const isNetworkAddress = (address: string): boolean => resourceAt(address).type === NETWORK;
export const isVolumeAddress = (address: string): boolean => resourceAt(address).type === VOLUME;
export const isTopicAddress = (address: string): boolean => resourceAt(address).type === TOPIC;
