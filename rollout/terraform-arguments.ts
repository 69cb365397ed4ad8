/** What Terraform was told on its command line and by its environment, as far as it matters to a gate. */
export interface TerraformArguments {
  /** How much it does at once; 0 when that can't be told. */
  readonly slots: number;
  /** Whether it only takes away, and makes nothing anew. */
  readonly destroys: boolean;
  /** Whether it was told to leave some of it out. */
  readonly isPartial: boolean;
  /** The saved plan that it applies. */
  readonly savedPlan?: string;
}

const DEFAULT_SLOTS = 10;

/** Options whose value may stand in the next word. Of one that is not known here, that word counts as a plan. */
const WITH_VALUE = new Set([
  ...['target', 'target-file', 'exclude', 'exclude-file', 'replace', 'parallelism', 'var', 'var-file'],
  ...['state', 'state-out', 'backup', 'lock-timeout', 'generate-config-out'],
]);
const PARTIAL = ['target', 'target-file', 'exclude', 'exclude-file'];

/** What Go reads as true. */
const TRUE = ['1', 't', 'T', 'true', 'True', 'TRUE'];

/** Reads the words of a process's command; Terraform and OpenTofu, whatever they are called. */
export function readArguments(
  [, ...words]: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): TerraformArguments {
  const at = words.findIndex((word) => !word.startsWith('-'));
  const command = words[at] ?? '';
  // In Terraform's own order: of an option that is there twice, the last one counts.
  const given = [
    ...wordsOf(environment[`TF_CLI_ARGS_${command}`]),
    ...wordsOf(environment['TF_CLI_ARGS']),
    ...(at < 0 ? [] : words.slice(at + 1)),
  ];
  const options: { readonly name: string; readonly value: string }[] = [];
  const positional: string[] = [];
  for (let index = 0; index < given.length; index++) {
    const word = given[index] ?? '';
    const [, name, equals, value = ''] = /^--?([^=]+)(=?)(.*)$/s.exec(word) ?? [];
    if (name === undefined) {
      positional.push(word);
    } else if (equals === '=') {
      options.push({ name, value });
    } else {
      options.push({ name, value: WITH_VALUE.has(name) ? (given[++index] ?? '') : 'true' });
    }
  }
  const last = (name: string): string | undefined => options.findLast((option) => option.name === name)?.value;
  const slots = last('parallelism') ?? String(DEFAULT_SLOTS);
  return {
    // Go reads 010 as 8, and 1e2 as nothing.
    slots: /^[1-9]\d*$/.test(slots) ? Number(slots) : 0,
    destroys: command === 'destroy' || (command === 'apply' && TRUE.includes(last('destroy') ?? '')),
    isPartial: options.some(({ name }) => PARTIAL.includes(name)),
    ...(command === 'apply' && positional[0] !== undefined && { savedPlan: positional[0] }),
  };
}

/** Words of an environment variable, which Terraform splits as a shell would. */
const wordsOf = (text = ''): readonly string[] =>
  (text.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) => word.replace(/["']/g, ''));
