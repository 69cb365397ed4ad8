import { mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Initialization } from '../../../../cli/terraform/initialization';

let folder: string;
let initialization: Initialization;

const write = (file: string, content: unknown): void => {
  writeFileSync(join(folder, file), typeof content === 'string' ? content : JSON.stringify(content));
};
const stack = (version: string, more: object = {}): object => ({
  terraform: { required_providers: { docker: { source: 'kreuzwerker/docker', version } } },
  provider: { docker: [{}] },
  resource: { docker_volume: { one: {} } },
  ...more,
});

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'initialization-'));
  const version = join(folder, '.terraform', 'providers', 'host', 'kreuzwerker', 'docker', '4.6.0');
  mkdirSync(version, { recursive: true });
  mkdirSync(join(folder, 'mirror'));
  symlinkSync(join(folder, 'mirror'), join(version, 'linux_amd64'));
  write('cdk.tf.json', stack('4.6.0'));
  write('.terraform.lock.hcl', 'the locks');
  write('terraform.rc', 'a mirror');
  write('terraform', 'a program');
  initialization = new Initialization(folder, join(folder, 'terraform.rc'), join(folder, 'terraform'));
  await initialization.note();
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

describe('terraform init', () => {
  test('is not needed again for other resources', () => {
    expect(initialization.isCurrent()).toBe(true);
    write('cdk.tf.json', stack('4.6.0', { resource: { docker_volume: { two: {} } } }));
    expect(initialization.isCurrent()).toBe(true);
  });

  const remove = (file: string): void => {
    rmSync(join(folder, file), { recursive: true });
  };

  test.each<[string, () => void]>([
    ['another version is asked for', write.bind(undefined, 'cdk.tf.json', stack('4.7.0'))],
    [
      'there is another provider',
      write.bind(undefined, 'cdk.tf.json', stack('4.6.0', { provider: { docker: [{}], kafka: [{}] } })),
    ],
    [
      'there is a module',
      write.bind(undefined, 'cdk.tf.json', stack('4.6.0', { module: { one: { source: './one' } } })),
    ],
    ['the locks differ', write.bind(undefined, '.terraform.lock.hcl', 'other locks')],
    ['there are no locks', remove.bind(undefined, '.terraform.lock.hcl')],
    ['providers come from elsewhere', write.bind(undefined, 'terraform.rc', 'another mirror')],
    [
      'Terraform is another program',
      () => {
        utimesSync(join(folder, 'terraform'), 1, 1);
      },
    ],
    ['a provider is gone from where it was', remove.bind(undefined, 'mirror')],
    ['the folder is gone', remove.bind(undefined, '.terraform')],
  ])('is needed when %s', (_, change) => {
    change();
    expect(initialization.isCurrent()).toBe(false);
  });
});
