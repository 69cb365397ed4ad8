import { readArguments } from '../../../rollout/terraform-arguments';

const read = (line: string, environment: Record<string, string> = {}): ReturnType<typeof readArguments> =>
  readArguments(line.split(' '), environment);

describe('what Terraform does at once', () => {
  test.each([
    ['terraform apply', 10],
    ['terraform apply -parallelism=1', 1],
    ['terraform apply --parallelism=30 -auto-approve', 30],
    ['/opt/my-infra -chdir=stacks/kafka-cluster apply -parallelism 2', 2],
    ['terraform apply -parallelism=30 -parallelism=3', 3],
    ['terraform apply -var parallelism=1', 10],
    ['terraform apply -parallelism=lots', 0],
    ['terraform apply -parallelism=0', 0],
    ['terraform apply -parallelism=012', 0],
    ['terraform apply -parallelism=1e2', 0],
  ])('is read from its words: %s', (line, slots) => {
    expect(read(line).slots).toBe(slots);
  });

  test('is read from its environment, which its words outdo', () => {
    expect(read('tofu apply', { TF_CLI_ARGS: '-parallelism=5' }).slots).toBe(5);
    expect(read('tofu apply', { TF_CLI_ARGS_apply: '-no-color "-parallelism=1"' }).slots).toBe(1);
    expect(read('tofu destroy', { TF_CLI_ARGS_apply: '-parallelism=1' }).slots).toBe(10);
    expect(read('tofu apply', { TF_CLI_ARGS: '-parallelism=5', TF_CLI_ARGS_apply: '-parallelism=1' }).slots).toBe(5);
    expect(read('tofu apply -parallelism=7', { TF_CLI_ARGS: '-parallelism=5' }).slots).toBe(7);
  });
});

describe('whether it destroys, and all of it', () => {
  test.each([
    ['terraform destroy', true, false],
    ['terraform -chdir=x destroy -auto-approve -var-file=p.json', true, false],
    ['terraform apply -destroy', true, false],
    ['terraform apply -destroy=false', false, false],
    ['terraform apply -destroy=True', true, false],
    ['terraform apply -destroy=T', true, false],
    ['terraform apply -destroy=F', false, false],
    ['terraform apply -replace=docker_container.a', false, false],
    ['terraform destroy -target=docker_container.a', true, true],
    ['terraform destroy -target docker_container.a', true, true],
    ['tofu destroy --exclude=docker_container.a', true, true],
    ['tofu destroy -target-file=list', true, true],
    ['terraform apply -target=destroy', false, true],
    ['terraform', false, false],
    ['', false, false],
  ])('is read from its words: %s', (line, destroys, isPartial) => {
    expect(read(line)).toMatchObject({ destroys, isPartial });
  });

  test('is read from its environment', () => {
    expect(read('terraform destroy', { TF_CLI_ARGS_destroy: '-target=docker_container.a' }).isPartial).toBe(true);
    expect(read('terraform apply', { TF_CLI_ARGS: "'-destroy'" }).destroys).toBe(true);
  });

  test('is read from a saved plan, where there is one', () => {
    expect(read('terraform apply -auto-approve plan').savedPlan).toBe('plan');
    expect(read('terraform apply -parallelism 3 -var a=b plan').savedPlan).toBe('plan');
    expect(read('terraform apply -var-file passwords.json').savedPlan).toBeUndefined();
    // What is not known here is not taken for an option that swallows the next one.
    expect(read('terraform apply -brand-new -target=a')).toMatchObject({ isPartial: true });
  });
});
