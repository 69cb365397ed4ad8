import { PgBackend, type PgBackendConfig, S3Backend, type TerraformStack } from 'cdktf';
import { stateObject } from '../../model/setup/state-place';

/** Whatever lets Terraform in there stays in the environment: what stands in a backend's settings would be in every plan. */
export function keepState(stack: TerraformStack, place: string): void {
  const { id } = stack.node;
  const object = stateObject(place, id);
  if (place === 'pg') {
    new PgBackend(stack, { schemaName: id } as PgBackendConfig);
  } else if (object !== undefined) {
    new S3Backend(stack, { ...object, encrypt: true });
    stack.addOverride('terraform.backend.s3.use_lockfile', true);
  }
}
