import { shellCommand } from '../../model/formats/shell';
import { OperationError, type Violation } from '../../model/violation';
import type { Diagnostic } from './events';

/** Which stack it is that Terraform speaks of. */
export interface FailedStack {
  readonly name: string;
  readonly folder: string;
  /** What cdktf has written of it. */
  readonly synthesized: string;
}

/** What Terraform says went wrong in a stack, all of it, each once; undefined where it has said nothing. */
export function terraformFailed(stack: FailedStack, diagnostics: readonly Diagnostic[]): OperationError | undefined {
  const told = new Map(
    diagnostics
      .filter(({ severity }) => severity === 'error')
      .map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]),
  );
  return told.size === 0
    ? undefined
    : new OperationError(
        ...[...told.values()].map((diagnostic) => providerElsewhere(stack, diagnostic) ?? failed(stack, diagnostic)),
      );
}

const failed = ({ name }: FailedStack, { summary, detail, address }: Diagnostic): Violation => ({
  code: 'TerraformFailed',
  subject: address === undefined ? name : `${address} of ${name}`,
  rule: summary.trim(),
  remedy: `mend this and run it again, which goes on from what is there${quoted(detail)}`,
});

/** A provider of a registry that is named: Terraform, like OpenTofu, leaves its own one's name away. */
const NAMED = /provider ((?:[\w-]+\.)+[\w-]+(?::\d+)?)\/([\w-]+\/[\w-]+):/;

/** A provider that the state names by a registry of which nothing is declared: that of the program that has written it. */
function providerElsewhere({ name, folder, synthesized }: FailedStack, { detail }: Diagnostic): Violation | undefined {
  const [, registry, source] = NAMED.exec(detail) ?? [];
  return registry === undefined || source === undefined || synthesized.includes(`"${registry}/`)
    ? undefined
    : {
        code: 'ProviderElsewhere',
        subject: name,
        rule: 'its state must name providers by the registry that Terraform takes them from: another program, OpenTofu or Terraform, has written it',
        value: `${registry}/${source}`,
        remedy:
          'go on with that one, first on PATH by the name of terraform; or have this one take the state over, and run the same command again: ' +
          shellCommand(
            ...['terraform', `-chdir=${folder}`, 'state', 'replace-provider', '-auto-approve'],
            ...[`${registry}/${source}`, source],
          ),
      };
}

const quoted = (detail: string): string =>
  detail
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : `\n  | ${line}`))
    .join('');
