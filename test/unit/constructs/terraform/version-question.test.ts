import { ValidateTerraformVersion } from 'cdktf/lib/validations/validate-terraform-version';
import { DataResource } from '../../../../constructs/terraform/resources';
import { synthesize } from '../../fixtures/synth';

test('Terraform is asked for its version once in an app, however many resources need a newer one', () => {
  const asked = jest.spyOn(ValidateTerraformVersion.prototype, 'validate');
  for (const synthesis of [1, 2]) {
    synthesize({}, (resources) => {
      new DataResource(resources, 'One', {});
      new DataResource(resources, 'Two', {});
    });
    expect(asked).toHaveBeenCalledTimes(synthesis);
  }
});
