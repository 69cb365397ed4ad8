import type { AnsweredSetting, LineAnswer } from './answers';

/** Kafka's verdicts on the probes, a digit for each, by the settings' names and the first line of releases that says so. */
export interface Verdicts {
  readonly broker: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly topic: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** What the lines say, each where it differs from the one before. */
export function verdictsOf(answers: readonly LineAnswer[]): Verdicts {
  const of = (settings: (answer: LineAnswer) => Readonly<Record<string, AnsweredSetting>>) => {
    const perLine = answers.map((answer) => ({ line: answer.line, settings: settings(answer) }));
    const names = [...new Set(perLine.flatMap((one) => Object.keys(one.settings)))].sort();
    return Object.fromEntries(
      names.map((name) => {
        const told = perLine.map((one) => [one.line, one.settings[name]?.verdicts ?? ''] as const);
        return [
          name,
          Object.fromEntries(told.filter(([, verdicts], index) => verdicts !== (told[index - 1]?.[1] ?? ''))),
        ];
      }),
    );
  };
  return { broker: of(({ answer }) => answer.broker), topic: of(({ answer }) => answer.topic) };
}
