import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { OperationError } from '../../../model/violation';
import { cliConfiguration, mirrorFolder, programPath, PROVIDERS, readHost } from '../../../bootstrap/providers';

const provider = (name: string): (typeof PROVIDERS)[number] => {
  const found = PROVIDERS.find((candidate) => candidate.name === name);
  if (found === undefined) {
    throw new Error(`no provider ${name}`);
  }
  return found;
};

describe('The mirror of the providers', () => {
  test('has each program where Terraform looks for it', () => {
    expect(programPath(provider('docker'), 'example.org', 'linux_amd64')).toBe(
      `example.org/kreuzwerker/docker/${provider('docker').version}/linux_amd64/` +
        `terraform-provider-docker_v${provider('docker').version}`,
    );
  });

  test('lies in a folder that changes with what it is built from, with the platform, and with who takes it', () => {
    const platform = 'linux_amd64';
    expect(mirrorFolder({ product: 'Terraform', platform })).toMatch(/\/providers\/[0-9a-f]{12}-linux_amd64$/);
    expect(mirrorFolder({ product: 'OpenTofu', platform })).toMatch(/\/providers\/[0-9a-f]{12}-linux_amd64-opentofu$/);
  });

  test('is built from the module that go.mod requires, in the version that it shows', () => {
    const goMod = readFileSync(resolve(__dirname, '../../../providers/go.mod'), 'utf8');
    const kafka = provider('kafka');
    expect(goMod).toContain(`${kafka.program} v${kafka.version}\n`);
    expect(goMod).toMatch(
      new RegExp(`^replace ${provider('docker').program} => \\S+ v0\\.0\\.0-\\d{14}-[0-9a-f]{12}$`, 'm'),
    );
  });
});

describe('The host of a provider', () => {
  test('is read from what Terraform answers', () => {
    const answer = 'Providers required by configuration:\n.\n├── provider[example.org/kreuzwerker/docker] >= 4.6.0\n';
    expect(readHost(answer)).toBe('example.org');
  });

  test('fails when the answer does not name the provider', () => {
    expect(() => readHost('nothing')).toThrow('[TerraformUnexpected] terraform providers');
  });
});

describe("Terraform's settings", () => {
  const alone =
    'provider_installation {\n' +
    '  filesystem_mirror {\n' +
    '    path    = "/cache/mirror"\n' +
    '    include = ["kreuzwerker/docker", "mongey/kafka"]\n' +
    '  }\n' +
    '  direct {\n' +
    '    exclude = ["kreuzwerker/docker", "mongey/kafka"]\n' +
    '  }\n' +
    '}\n';

  test('take the two providers from the mirror, and all others from where they always come from', () => {
    expect(cliConfiguration('/cache/mirror', undefined)).toBe(alone);
  });

  test("keep the user's own, word for word", () => {
    const own = { path: join('/home', 'me', 'own.rc'), text: 'plugin_cache_dir = "/plugins"\n' };
    expect(cliConfiguration('/cache/mirror', own)).toBe(
      `# Taken over from /home/me/own.rc:\nplugin_cache_dir = "/plugins"\n\n${alone}`,
    );
  });

  test('fails when the user says where providers come from, with what to add there', () => {
    const own = { path: '/home/me/own.rc', text: 'provider_installation {\n  direct {}\n}\n' };
    expect(() => cliConfiguration('/cache/mirror', own)).toThrow(OperationError);
    expect(() => cliConfiguration('/cache/mirror', own)).toThrow(
      /^\[ProviderInstallationTaken\] \/home\/me\/own\.rc: .*\n {2}filesystem_mirror \{\n {4}path {4}= "\/cache\/mirror"/,
    );
  });

  test('are left to the user once the mirror stands there', () => {
    const text = 'provider_installation {\n  filesystem_mirror {\n    path = "/cache/mirror"\n  }\n}\n';
    expect(cliConfiguration('/cache/mirror', { path: '/home/me/own.rc', text })).toBeUndefined();
  });
});
