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

const addressOf =
  (type: string) =>
  (name: string): string =>
    `${type}.${name}`;

/** What stands on an engine is declared under the name that it has there: the name alone tells its address. */
export const containerAddress = addressOf('docker_container');
export const networkAddress = addressOf('docker_network');
export const volumeAddress = addressOf('docker_volume');
/** What Terraform keeps for itself. */
export const dataAddress = addressOf('terraform_data');

export const isContainerAddress = (address: string): boolean => resourceAt(address).type === 'docker_container';
export const isVolumeAddress = (address: string): boolean => resourceAt(address).type === 'docker_volume';
