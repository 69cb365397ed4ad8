import { OperationError } from '../../model/violation';
import type { Diagnostic } from './events';

/** What Terraform says went wrong in a stack, all of it, each once; undefined where it has said nothing. */
export function terraformFailed(stack: string, diagnostics: readonly Diagnostic[]): OperationError | undefined {
  const told = new Map(
    diagnostics
      .filter(({ severity }) => severity === 'error')
      .map((diagnostic) => [JSON.stringify(diagnostic), diagnostic]),
  );
  return told.size === 0
    ? undefined
    : new OperationError(
        ...[...told.values()].map(({ summary, detail, address }) => ({
          code: 'TerraformFailed',
          subject: address === undefined ? stack : `${address} of ${stack}`,
          rule: summary.trim(),
          remedy: `mend this and run it again, which goes on from what is there${quoted(detail)}`,
        })),
      );
}

const quoted = (detail: string): string =>
  detail
    .trim()
    .split('\n')
    .map((line) => (line.trim() === '' ? '' : `\n  | ${line}`))
    .join('');
