import { z } from 'zod';
import { nameViolations } from '../../model/declaration/cluster-violations';
import { METADATA_KINDS } from '../../model/metadata/metadata';
import { MIGRATION_PHASES, type MigrationPhase } from '../../model/metadata/migration/migration-phase';
import { STATE_PLACE, withoutLogin } from '../../model/setup/state-place';
import { KafkaVersion } from '../../model/units/version';
import { throwIfAny, type Violation } from '../../model/violation';
import { editDistance } from '../../model/names/edit-distance';

const text = (rule: string): z.ZodString => z.string().regex(/^[^\0]+$/, rule);
const word = <const Words extends readonly [string, string]>(...words: Words): z.ZodEnum<{ [W in Words[number]]: W }> =>
  z.enum(words, `must be ${words.join(' or ')}`);

/** What `KAFKA_METADATA` may be while the metadata go from one store to the other. */
const MIGRATION_WORDS = MIGRATION_PHASES.map((phase): `migration:${MigrationPhase}` => `migration:${phase}`);

const VERSION = String.raw`\d{1,4}\.\d{1,4}\.\d{1,4}`;
const version = z.string().regex(new RegExp(`^${VERSION}$`), 'must be MAJOR.MINOR.PATCH');

const PORT_RULE = 'must be a whole number from 1 to 65535';
const port = z
  .string()
  .regex(/^[1-9]\d{0,4}$/, PORT_RULE)
  .transform(Number)
  .refine((number) => number <= 65_535, PORT_RULE);

const HOSTS_RULE = 'must be hosts, ENGINE[,ADDRESS[,RACK]], with blanks between them';

/** Every environment variable of this package, with its default where that is the same for every cluster; none is a secret. */
const schema = z.object({
  KAFKA_CLUSTER: z.string().default('kafka'),
  KAFKA_HOSTS: z
    .string()
    .regex(/^\s*[^\s,]+(,[^\s,]*){0,2}(\s+[^\s,]+(,[^\s,]*){0,2})*\s*$/, HOSTS_RULE)
    .transform((hosts) =>
      hosts
        .trim()
        .split(/\s+/)
        .map((host) => host.split(',')),
    )
    .optional(),
  KAFKA_METADATA: z
    .enum(
      [...METADATA_KINDS, ...MIGRATION_WORDS],
      `must be ${METADATA_KINDS.join(' or ')}, or migration:PHASE with one of ${MIGRATION_PHASES.join(', ')}`,
    )
    .default(METADATA_KINDS[0]),
  KAFKA_METADATA_VERSION: version.optional(),
  KAFKA_DOWNGRADE: z
    .string()
    .regex(new RegExp(`^${VERSION}(,${VERSION})*$`), 'must be versions, MAJOR.MINOR.PATCH, with commas between them')
    .transform((versions) => versions.split(','))
    .optional(),
  KAFKA_VERSION: version.default(KafkaVersion.V3_9_2.version),
  KAFKA_SCRAM_PORT: port.default(19_092),
  KAFKA_MTLS_PORT: port.default(19_192),
  KAFKA_CONSOLE: word('on', 'off').default('on'),
  KAFKA_CONSOLE_PORT: port.optional(),
  KAFKA_DATA: word('retain', 'destroy').default('retain'),
  KAFKA_STATE: z.string().regex(STATE_PLACE.pattern, STATE_PLACE.rule).default('local'),
  KAFKA_MONITORING: word('on', 'off').default('on'),
  KAFKA_PROMETHEUS_PORT: port.optional(),
  KAFKA_GRAFANA_PORT: port.optional(),
  KAFKA_GRAFANA_IMAGE: z
    .string()
    .regex(/^[\w.:@/-]+$/, 'must be the name of an image')
    .optional(),
  KAFKA_TOKEN_COMMAND: text('must be a program').optional(),
  KAFKA_GATE: z.literal('open', 'must be open').optional(),
  KAFKA_CLIENTS: z.literal('later', 'must be later').optional(),
  CDKTF_KAFKA_IMAGES: word('official', 'local').optional(),
  CDKTF_KAFKA_CACHE: text('must be a folder').optional(),
});

/** What the environment says, each by its variable's name. */
export type Environment = Readonly<z.infer<typeof schema>>;
/** Values of the variables as text, for a command that this package starts. */
export type EnvironmentVariables = Readonly<z.input<typeof schema>>;
type Name = keyof Environment;

/** The phase that `KAFKA_METADATA` names, where it names one. */
export const phaseIn = (metadata: Environment['KAFKA_METADATA']): MigrationPhase | undefined =>
  MIGRATION_PHASES.find((phase) => metadata === `migration:${phase}`);

/** What holds without a variable: the end of the remedy for a wrong value. */
const WITHOUT: Readonly<Record<Name, string>> = {
  KAFKA_CLUSTER: 'the cluster is named kafka',
  KAFKA_HOSTS: 'one engine runs everything, that of Docker’s own command',
  KAFKA_METADATA: `the metadata are kept in ${METADATA_KINDS[0]}`,
  KAFKA_METADATA_VERSION: 'servers of the metadata that are none of Kafka’s are of the version that has been tried',
  KAFKA_DOWNGRADE: 'no server goes back to an earlier version',
  KAFKA_VERSION: `it is ${KafkaVersion.V3_9_2.version}`,
  KAFKA_SCRAM_PORT: 'it is 19092',
  KAFKA_MTLS_PORT: 'it is 19192',
  KAFKA_CONSOLE: 'there is a console',
  KAFKA_CONSOLE_PORT: 'it is 8080, or one below KAFKA_SCRAM_PORT for a cluster of another name',
  KAFKA_DATA: 'volumes are kept',
  KAFKA_STATE: 'Terraform’s states are files of this checkout',
  KAFKA_MONITORING: 'the cluster is monitored',
  KAFKA_PROMETHEUS_PORT: 'it is 9090, or two below KAFKA_SCRAM_PORT for a cluster of another name',
  KAFKA_GRAFANA_PORT: 'it is 3000, or three below KAFKA_SCRAM_PORT for a cluster of another name',
  KAFKA_GRAFANA_IMAGE: 'the official image is used, where it can be had',
  KAFKA_TOKEN_COMMAND: 'the proof tries no tokens but those that nobody has issued',
  KAFKA_GATE: 'servers are replaced one at a time',
  KAFKA_CLIENTS: 'the administrator’s files are fetched when certificates are issued',
  CDKTF_KAFKA_IMAGES: 'a registry that answers decides',
  CDKTF_KAFKA_CACHE: 'it is cdktf-kafka in XDG_CACHE_HOME or ~/.cache',
};

const NAMES = Object.keys(WITHOUT) as readonly Name[];

/**
 * Reads all variables of this package.
 *
 * @throws ValidationError `SettingIllegal` for each value that means nothing, `SettingUnknown` for each variable that looks like a
 * misspelt one, and `ClusterNameIllegal`, all together
 */
export function readEnvironment(environment: NodeJS.ProcessEnv = process.env): Environment {
  const result = schema.safeParse(environment);
  throwIfAny([
    ...clusterViolations(environment),
    ...violationsOf(result.error, environment),
    ...Object.keys(environment).flatMap(unknownViolations),
  ]);
  return schema.parse(environment);
}

/**
 * Reads one variable alone, where the others are none of the caller's business: a project of somebody else's may use their names.
 *
 * @throws ValidationError `SettingIllegal`, `ClusterNameIllegal`
 */
export function readVariable<N extends Name>(name: N, environment: NodeJS.ProcessEnv = process.env): Environment[N] {
  const own = { [name]: environment[name] };
  throwIfAny([...clusterViolations(own), ...violationsOf(schema.safeParse(own).error, environment)]);
  return schema.parse(own)[name];
}

/**
 * Reads one variable alone where it is given, and answers with no default.
 *
 * @throws ValidationError `SettingIllegal`, `ClusterNameIllegal`
 */
export function givenVariable<N extends Name>(
  name: N,
  environment: NodeJS.ProcessEnv = process.env,
): Environment[N] | undefined {
  return environment[name] === undefined ? undefined : readVariable(name, environment);
}

const clusterViolations = ({ KAFKA_CLUSTER: name }: NodeJS.ProcessEnv): readonly Violation[] =>
  name === undefined ? [] : nameViolations('KAFKA_CLUSTER', { name: shown(name) });

function violationsOf(error: z.ZodError | undefined, environment: NodeJS.ProcessEnv): readonly Violation[] {
  return (error?.issues ?? []).map(({ path: [name], message }) => ({
    code: 'SettingIllegal',
    subject: String(name),
    rule: message,
    value: shown(withoutLogin(environment[name as Name] ?? '')),
    remedy: `correct it, or take it away: then ${WITHOUT[name as Name]}`,
  }));
}

/** A text that one line of a message can hold; whatever logs in by an address is taken out of it before. */
const shown = (value: string): string =>
  /^[\x20-\x7e]{0,80}$/.test(value) ? value : JSON.stringify(value.length > 80 ? `${value.slice(0, 80)}…` : value);

/** Those that Kafka's `kafka-run-class.sh` goes by, however close they are to one of this package. */
const OF_KAFKA: readonly string[] = [
  ...['KAFKA_OPTS', 'KAFKA_HEAP_OPTS', 'KAFKA_JVM_PERFORMANCE_OPTS', 'KAFKA_GC_LOG_OPTS', 'KAFKA_LOG4J_OPTS'],
  ...['KAFKA_JMX_OPTS', 'KAFKA_JMX_PORT', 'KAFKA_DEBUG'],
];

/** How many letters may be wrong for a name to count as misspelt. */
const MISSPELT = 2;

/**
 * A variable that is not known. Kafka's own tools have others that begin with `KAFKA_` (`KAFKA_HEAP_OPTS`), so that there only a
 * name close to a known one is refused; names that begin with `CDKTF_KAFKA_` are this package's alone.
 */
function unknownViolations(name: string): readonly Violation[] {
  const upper = name.toUpperCase();
  if ([...NAMES, ...OF_KAFKA].includes(name) || !/^(CDKTF_)?KAFKA_/.test(upper)) {
    return [];
  }
  const [nearest] = NAMES.map((known) => ({ known, distance: editDistance(upper, known) })).sort(
    (one, other) => one.distance - other.distance,
  );
  const meant = nearest !== undefined && nearest.distance <= MISSPELT ? nearest.known : undefined;
  if (meant === undefined && !upper.startsWith('CDKTF_')) {
    return [];
  }
  return [
    {
      code: 'SettingUnknown',
      subject: name,
      rule: 'must be a variable that this package knows',
      remedy: meant === undefined ? `take it away; there are ${NAMES.join(', ')}` : `write ${meant}, or take it away`,
    },
  ];
}
