import { Principal } from '../../model/resources/principal';
import type { TopicProps } from '../../model/resources/topic-props';
import type { Size } from '../../model/units/size';
import type { DescribedRule } from '../../proof';
import type { Importable, ImportedQuota, ImportedTopic, ImportedUser } from './importable';
import { call, type Expression, importOf, list, object, statement, stringLiteral } from './typescript-writer';
import { VariableNames } from './variable-names';

/** The class that is written. */
export const CLASS = 'ImportedResources';

export interface DeclarationOptions {
  /** What the package is imported by, where the file lies. */
  readonly from: string;
  /** Principals that are declared elsewhere in the app. */
  readonly declared: ReadonlySet<string>;
}

const INDENT = '    ';
const EVERYONE = Principal.everyone().principal;

/** TypeScript that declares what was found, by this package's own API. */
export function declarationText(found: Importable, { from, declared }: DeclarationOptions): string {
  const principals = principalsOf(found);
  const names = new VariableNames();
  const variables = new Map(principals.map((principal) => [principal, names.take(nameOf(principal))]));
  const users = new Set(found.users.map(({ name }) => `User:${name}`));
  const others = principals.filter((principal) => !users.has(principal));
  const quotas = found.quotas.map((quota) => quotaStatement(quota, variables));
  const sections: readonly (readonly [string, readonly string[]])[] = [
    ['Topics', found.topics.map(topicStatement)],
    [
      'Users: Kafka tells no passwords, and with version 0 each keeps the one that it has',
      found.users.map((user) => userStatement(user, variables.get(`User:${user.name}`))),
    ],
    [
      'Whoever else has rights or a quota',
      others.map((principal) => principalStatement(principal, variables.get(principal) ?? '', declared)),
    ],
    ['Rights', found.rules.map((rule) => ruleStatement(rule, variables))],
    ['Quotas', quotas],
  ];
  const body = sections
    .filter(([, statements]) => statements.length > 0)
    .map(([title, statements]) => [`${INDENT}// ${title}`, ...statements].join('\n'));
  const imports = importOf(importedNames(found, others, declared), from);
  return `import type { Construct } from 'constructs';
${imports}

/**
 * What stood on the cluster and was declared nowhere. It is a declaration like any other: change it, and take out what is not yours to keep.
 */
export class ${CLASS} extends KafkaResources {
  public constructor(scope: Construct, id: string, props: KafkaResourcesProps) {
    super(scope, id, props);

${body.join('\n\n')}
  }
}
`;
}

/** Whoever is spoken of in rules and quotas, each once. */
function principalsOf({ rules, quotas }: Importable): readonly string[] {
  const limited = quotas.flatMap(({ entity: { type, name } }) =>
    type === 'user' && name !== undefined ? [`User:${name}`] : [],
  );
  return [...new Set([...rules.map(({ principal }) => principal), ...limited])].sort();
}

const nameOf = (principal: string): string =>
  principal === EVERYONE ? 'everyone' : principal.slice(principal.indexOf(':') + 1);

function importedNames(
  { users, quotas }: Importable,
  others: readonly string[],
  declared: ReadonlySet<string>,
): readonly string[] {
  const isUsed: readonly (readonly [string, boolean])[] = [
    ['type IPrincipal', others.some((principal) => declared.has(principal))],
    ['KafkaResources', true],
    ['type KafkaResourcesProps', true],
    ['Principal', others.some((principal) => !declared.has(principal))],
    ['QuotaEntity', quotas.length > 0],
    ['Size', quotas.some(({ props }) => props.producePerSecond !== undefined || props.consumePerSecond !== undefined)],
    ['UserLogin', users.length > 0],
  ];
  return isUsed.flatMap(([name, used]) => (used ? [name] : []));
}

const topicStatement = ({ name, props }: ImportedTopic): string =>
  statement('', call('this.addTopic', stringLiteral(name), topicProps(props)), INDENT);

const topicProps = (props: TopicProps): Expression =>
  object({
    partitions: String(props.partitions),
    replicationFactor: props.replicationFactor === undefined ? undefined : String(props.replicationFactor),
    minInsyncReplicas: props.minInsyncReplicas === undefined ? undefined : String(props.minInsyncReplicas),
    inheritMinInsyncReplicas: props.inheritMinInsyncReplicas === undefined ? undefined : 'true',
    config:
      props.config === undefined
        ? undefined
        : object(
            Object.fromEntries(
              Object.entries(props.config)
                .sort(([one], [other]) => (one < other ? -1 : 1))
                .map(([key, value]) => [key, valueLiteral(String(value))]),
            ),
          ),
    allow: props.allow === undefined ? undefined : list(props.allow.map(stringLiteral)),
  });

/** A number or a truth where that is the same text, as a person would write it. */
const valueLiteral = (text: string): string =>
  ['true', 'false'].includes(text) || (/^(0|-?[1-9]\d*)$/.test(text) && Number.isSafeInteger(Number(text)))
    ? text
    : stringLiteral(text);

const userStatement = ({ name, mechanisms, iterations }: ImportedUser, variable: string | undefined): string =>
  statement(
    variable === undefined ? '' : `const ${variable} = `,
    call(
      'this.addUser',
      stringLiteral(name),
      object({
        login: call(
          'UserLogin.scram',
          object({
            passwordVersion: '0',
            iterations: String(iterations),
            mechanisms: list(mechanisms.map(stringLiteral)),
          }),
        ),
      }),
    ),
    INDENT,
  );

function principalStatement(principal: string, variable: string, declared: ReadonlySet<string>): string {
  if (declared.has(principal)) {
    return statement(`const ${variable}: IPrincipal = `, object({ principal: stringLiteral(principal) }), INDENT);
  }
  const made =
    principal === EVERYONE ? call('Principal.everyone') : call('Principal.external', stringLiteral(nameOf(principal)));
  return statement(`const ${variable} = `, made, INDENT);
}

const ruleStatement = (rule: DescribedRule, variables: ReadonlyMap<string, string>): string =>
  statement(
    '',
    call(
      'this.addAcl',
      object({
        resourceType: stringLiteral(rule.resourceType),
        resourceName: stringLiteral(rule.resourceName),
        pattern: rule.pattern === 'Literal' ? undefined : stringLiteral(rule.pattern),
        principal: variables.get(rule.principal),
        host: rule.host === '*' ? undefined : stringLiteral(rule.host),
        operation: stringLiteral(rule.operation),
        permission: rule.permission === 'Allow' ? undefined : stringLiteral(rule.permission),
      }),
    ),
    INDENT,
  );

function quotaStatement(
  { entity: { type, name }, props }: ImportedQuota,
  variables: ReadonlyMap<string, string>,
): string {
  const entity =
    type === 'user'
      ? name === undefined
        ? call('QuotaEntity.everyUser')
        : call('QuotaEntity.user', variables.get(`User:${name}`) ?? '')
      : name === undefined
        ? call('QuotaEntity.everyClientId')
        : call('QuotaEntity.clientId', stringLiteral(name));
  const limits = object({
    producePerSecond: props.producePerSecond && sizeOf(props.producePerSecond),
    consumePerSecond: props.consumePerSecond && sizeOf(props.consumePerSecond),
    requestPercentage: props.requestPercentage === undefined ? undefined : String(props.requestPercentage),
  });
  return statement('', call('this.addQuota', entity, limits), INDENT);
}

const UNITS: readonly (readonly [number, string])[] = [
  [1_073_741_824, 'gibibytes'],
  [1_048_576, 'mebibytes'],
  [1024, 'kibibytes'],
];

/** In the largest unit of which it is a whole number. */
function sizeOf({ bytes }: Size): Expression {
  const [unit, name] = UNITS.find(([size]) => bytes > 0 && bytes % size === 0) ?? [1, 'bytes'];
  return call(`Size.${name}`, String(bytes / unit));
}
