import { nameViolations } from '../../model/declaration/cluster-violations';
import { METADATA_KINDS } from '../../model/metadata/metadata';
import { OperationError, type Violation } from '../../model/violation';

/** What the command line says of a project that is to be made. */
export interface InitFlags {
  readonly folder?: string;
  readonly brokers?: string;
  readonly metadata?: string;
  /** False for `--no-monitoring`. */
  readonly monitoring?: boolean;
  /** False for `--no-console`. */
  readonly console?: boolean;
  readonly scramPort?: string;
  readonly mtlsPort?: string;
  readonly prometheusPort?: string;
  readonly grafanaPort?: string;
  readonly consolePort?: string;
  readonly pipeline?: string;
  readonly yes?: boolean;
}

export const PIPELINES = ['github', 'gitlab', 'none'] as const;

/** What a project is made by. */
export interface Choices {
  readonly name: string;
  readonly brokers: number;
  readonly metadata: (typeof METADATA_KINDS)[number];
  readonly monitoring: boolean;
  readonly console: boolean;
  readonly pipeline: (typeof PIPELINES)[number];
  readonly ports: Readonly<Record<Port, number>>;
}

type Port = 'scram' | 'mtls' | 'prometheus' | 'grafana' | 'console';

const DEFAULT_PORTS: Choices['ports'] = {
  scram: 19_092,
  mtls: 19_192,
  prometheus: 9_090,
  grafana: 3_000,
  console: 8_080,
};
/** More would want other ports than there are between one listener's and the next one's. */
const MOST_BROKERS = 100;

/** What may be answered where it is one or the other; anything else is asked again. */
const YES_OR_NO: ReadonlyMap<string, boolean> = new Map([
  ...['y', 'yes'].map((word) => [word, true] as const),
  ...['n', 'no'].map((word) => [word, false] as const),
]);

/** What asks a person; undefined where nobody would answer. */
export type Ask = ((question: string) => Promise<string>) | undefined;

/**
 * What is wanted, by what the command line says, by a person's answers, and by defaults where neither says anything.
 *
 * @throws OperationError `ClusterNameIllegal`, `InitOptionIllegal`, with everything that is wrong
 */
export async function choose(given: string | undefined, flags: InitFlags, ask: Ask): Promise<Choices> {
  const asked = async (text: string, flag: string | undefined, otherwise: string): Promise<string> => {
    const said = flag ?? (flags.yes === true ? undefined : await ask?.(`${text} [${otherwise}] `));
    return said === undefined || said === '' ? otherwise : said;
  };
  const whether = async (text: string, flag: boolean | undefined): Promise<boolean> => {
    let said = flag;
    while (said === undefined) {
      said = YES_OR_NO.get((await asked(`${text}, yes or no`, undefined, 'yes')).toLowerCase());
    }
    return said;
  };
  const name = await asked('Name of the cluster', given, 'kafka');
  const brokers = await asked('Brokers', flags.brokers, '3');
  const metadata = await asked(`Metadata in ${METADATA_KINDS.join(' or ')}`, flags.metadata, METADATA_KINDS[0]);
  const monitoring = await whether('Monitoring, by Prometheus and Grafana', flags.monitoring);
  const console = await whether('A web console', flags.console);
  const pipeline = await asked(`A pipeline for ${PIPELINES.join(', ')}`, flags.pipeline, PIPELINES[0]);
  const texts: Readonly<Record<Port, string | undefined>> = {
    scram: flags.scramPort,
    mtls: flags.mtlsPort,
    prometheus: flags.prometheusPort,
    grafana: flags.grafanaPort,
    console: flags.consolePort,
  };
  const ports = PORTS.map(
    (port) => [port, texts[port] === undefined ? DEFAULT_PORTS[port] : Number(texts[port])] as const,
  );
  const choices = {
    ...{ name, brokers: Number(brokers), metadata, monitoring, console, pipeline },
    ports: Object.fromEntries(ports) as Choices['ports'],
  };
  OperationError.throwIfAny([
    ...nameViolations('init', choices),
    ...numberViolations('--brokers', brokers, { from: 1, to: MOST_BROKERS }),
    ...wordViolations('--metadata', metadata, METADATA_KINDS),
    ...wordViolations('--pipeline', pipeline, PIPELINES),
    ...PORTS.flatMap((port) =>
      numberViolations(`--${port}-port`, String(texts[port] ?? DEFAULT_PORTS[port]), { from: 1024, to: 65_535 }),
    ),
    ...overlapViolations(choices),
  ]);
  return choices as Choices;
}

const PORTS = Object.keys(DEFAULT_PORTS) as readonly Port[];

const illegal = (subject: string, rule: string, value: string): Violation => ({
  code: 'InitOptionIllegal',
  ...{ subject, rule, value },
  remedy: 'correct it, or leave it out for the default; nothing was made',
});

const numberViolations = (
  subject: string,
  text: string,
  { from, to }: { readonly from: number; readonly to: number },
): readonly Violation[] =>
  /^\d+$/.test(text) && Number(text) >= from && Number(text) <= to
    ? []
    : [illegal(subject, `must be a whole number from ${from} to ${to}`, text)];

const wordViolations = (subject: string, text: string, words: readonly string[]): readonly Violation[] =>
  words.includes(text) ? [] : [illegal(subject, `must be one of ${words.join(', ')}`, text)];

/** A listener has a port for each broker. */
function overlapViolations({
  brokers,
  ports,
  monitoring,
  console,
}: Pick<Choices, 'brokers' | 'ports' | 'monitoring' | 'console'>): readonly Violation[] {
  const used = PORTS.filter(
    (port) => (port !== 'console' || console) && (!['prometheus', 'grafana'].includes(port) || monitoring),
  );
  const last = (port: Port): number => ports[port] + (port === 'scram' || port === 'mtls' ? brokers - 1 : 0);
  return used.flatMap((one, index) =>
    used
      .slice(index + 1)
      .filter((other) => ports[one] <= last(other) && ports[other] <= last(one))
      .map((other) =>
        illegal(
          `--${other}-port`,
          `must leave room for those of --${one}-port, ${ports[one]} to ${last(one)}`,
          String(ports[other]),
        ),
      ),
  );
}
