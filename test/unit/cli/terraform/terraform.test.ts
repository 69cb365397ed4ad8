import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { Terraform } from '../../../../cli/terraform/terraform';
import { Workspace } from '../../../../cli/workspace';

let folder: string;
const path = process.env['PATH'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'terraform-'));
  process.env['PATH'] = `${folder}${delimiter}${path ?? ''}`;
});
afterEach(() => {
  process.env['PATH'] = path;
  rmSync(folder, { recursive: true });
});

/** Stands in for Terraform: every command but `state list` ends well. */
function terraformThat(listing: string): Terraform {
  writeFileSync(join(folder, 'terraform'), `#!/bin/sh\ncase "$*" in *'state list'*) ${listing};; esac\n`);
  chmodSync(join(folder, 'terraform'), 0o755);
  return new Terraform(new Workspace(), 'stack');
}

describe('What a state knows', () => {
  test('is every address that Terraform lists', async () => {
    const terraform = terraformThat("printf 'docker_container.one\\ndocker_volume.two\\n'");
    await expect(terraform.addresses()).resolves.toEqual(['docker_container.one', 'docker_volume.two']);
  });

  test('is nothing where Terraform says that there is none', async () => {
    const terraform = terraformThat("printf 'No state file was found!\\n\\nState management ...\\n' >&2; exit 1");
    await expect(terraform.addresses()).resolves.toEqual([]);
  });

  test('fails to be told when Terraform cannot read it', async () => {
    const terraform = terraformThat("echo 'Failed to load state: Unsupported state file format' >&2; exit 1");
    await expect(terraform.addresses()).rejects.toThrow(/\[CommandFailed\].*Failed to load state/s);
  });
});
