import type { Definition } from '../../model/settings/setting-definition';
import type { AnsweredSetting, LineAnswer } from './answers';

/** All definitions, by the settings' names, the older first. */
export interface Definitions {
  readonly lines: readonly string[];
  readonly broker: Readonly<Record<string, readonly Definition[]>>;
  readonly topic: Readonly<Record<string, readonly Definition[]>>;
}

/** `3.9` of `3.9.2`. */
export const lineOf = (version: string): string => version.split('.').slice(0, 2).join('.');

/** What the lines say together: what several of them agree in stands there once. */
export function definitionsOf(answers: readonly LineAnswer[]): Definitions {
  const lines = answers.map(({ line }) => line);
  const merged = (definitions: (answer: LineAnswer) => Readonly<Record<string, Definition>>) => {
    const perLine = answers.map(definitions);
    const names = [...new Set(perLine.flatMap((one) => Object.keys(one)))].sort();
    return Object.fromEntries(
      names.map((name) => [
        name,
        runsOf(
          lines,
          perLine.map((one) => one[name]),
        ),
      ]),
    );
  };
  return {
    lines,
    broker: merged(({ line, answer }) => ({
      ...authorizerDefinitions(answer.authorizer),
      ...defined(line, answer.broker),
    })),
    topic: merged(({ line, answer }) => defined(line, answer.topic)),
  };
}

function runsOf(lines: readonly string[], perLine: readonly (Definition | undefined)[]): readonly Definition[] {
  const runs: { from: number; to: number; definition: Definition }[] = [];
  perLine.forEach((definition, index) => {
    const last = runs.at(-1);
    if (definition === undefined) {
      return;
    }
    if (last?.to === index - 1 && JSON.stringify(last.definition) === JSON.stringify(definition)) {
      last.to = index;
    } else {
      runs.push({ from: index, to: index, definition });
    }
  });
  return runs.map(({ from, to, definition }) =>
    from === 0 && to === lines.length - 1 ? definition : { in: [lines[from] ?? '', lines[to] ?? ''], ...definition },
  );
}

/** These have no definition with Kafka: the authorizer reads them by itself. */
const authorizerDefinitions = (names: readonly string[]): Readonly<Record<string, Definition>> =>
  Object.fromEntries(
    names.map((name) => [
      name,
      { type: name === 'allow.everyone.if.no.acl.found' ? 'boolean' : 'string', importance: 'high' },
    ]),
  );

const defined = (
  line: string,
  settings: Readonly<Record<string, AnsweredSetting>>,
): Readonly<Record<string, Definition>> =>
  Object.fromEntries(Object.entries(settings).map(([name, setting]) => [name, definitionOf(line, name, setting)]));

function definitionOf(line: string, name: string, setting: AnsweredSetting): Definition {
  return {
    type: setting.type,
    ...(setting.default !== null && { default: setting.default }),
    importance: setting.internal ? 'internal' : setting.importance,
    ...(setting.mode !== null && { mode: setting.mode }),
    ...constraintsOf(line, name, setting),
  };
}

type Constraints = Pick<Definition, 'min' | 'max' | 'also' | 'values' | 'rule'>;

/** A validator as data; one that nobody has met before must be taught here. */
function constraintsOf(line: string, name: string, { validator, type }: AnsweredSetting): Constraints {
  switch (validator?.class) {
    case undefined:
      // Taken apart when a broker starts, without a word in the definition.
      return name === 'max.connections.per.ip.overrides' ? { rule: 'hosts' } : {};
    case 'NonNullValidator':
    case 'ControllerQuorumVotersValidator':
    case 'ControllerQuorumBootstrapServersValidator':
      // The last two are of settings of KRaft, which the package leaves out.
      return {};
    case 'Range': {
      const { min, max } = validator;
      return { ...(min !== undefined && { min }), ...(max !== undefined && { max }) };
    }
    case 'ValidString':
      return { values: validator.validStrings };
    case 'ValidList':
      return { values: validator.validString?.validStrings, rule: 'list' };
    case 'CaseInsensitiveValidString':
      return { values: validator.validStrings, rule: 'ignore-case' };
    case 'NonEmptyString':
      return { rule: 'not-empty' };
    case 'MetadataVersionValidator':
      return { values: releasesUpTo(line, validator.text.slice(1, -1).split(', ')), rule: 'release' };
    case 'ThrottledReplicaListValidator':
    case 'ThrottledReplicaListValidator$':
      return { rule: 'replicas' };
    case 'CompressionType$1$1':
    case 'LambdaValidator': {
      const [, min, max, also] = /^\[(-?\d+),\.\.\.,(-?\d+)\] or (-?\d+)$/.exec(validator.text) ?? [];
      if (also !== undefined) {
        return { min, max, also: [also] };
      }
      // A function says no more than yes and no: of these it is known, and the verdicts hold it to that.
      if (type === 'int' && /^remote\.log\.manager\.\w+\.thread\.pool\.size$/.test(name)) {
        return { min: '1', also: ['-1'] };
      }
    }
  }
  throw new Error(`${name} has a validator that is not known: ${JSON.stringify(validator)}`);
}

/** Kafka also names releases that are not there yet, and takes none of them. */
function releasesUpTo(line: string, releases: readonly string[]): readonly string[] {
  const last = releases.findLastIndex((release) => release === line || release.startsWith(`${line}-`));
  return releases.slice(0, last + 1);
}
