import { textViolations } from '../units/sense';
import type { Properties, PropertyValue } from '../formats/properties';
import type { KafkaVersion } from '../units/version';
import type { Advice, Violation } from '../violation';
import generated from './generated/definitions.json';
import { blankless, integerOf, refersElsewhere } from './java-text';
import { nearestName } from './nearest-name';
import { BROKER_RULES, type NumberRule, TOPIC_RULES } from './number-rules';
import { type Definition, SettingDefinition } from './setting-definition';
import { UNWISE_BROKER_NUMBERS, UNWISE_TOPIC_NUMBERS, UNWISELY_OFF } from './unwise-settings';

/** Whose settings: what a broker's properties file holds, or a topic's configuration. */
export type SettingKind = 'broker' | 'topic';

/** Settings as they are given; what is `undefined` is left to Kafka's default. */
export type GivenSettings = Readonly<Record<string, PropertyValue | undefined>>;

type Known = ReadonlyMap<string, SettingDefinition>;

/** What Kafka itself says of its settings, by the line of releases; read from its own definitions by `npm run settings`. */
export class SettingDefinitions {
  private static readonly made = new Map<string, SettingDefinitions>();

  /** Those of a version's line; of the newest line that is known for a version beyond it. */
  public static of(version: KafkaVersion): SettingDefinitions {
    const line = generated.lines.includes(version.line) ? version.line : (generated.lines.at(-1) ?? '');
    const definitions = SettingDefinitions.made.get(line) ?? new SettingDefinitions(line);
    SettingDefinitions.made.set(line, definitions);
    return definitions;
  }

  private readonly known: Readonly<Record<SettingKind, Known>>;

  private constructor(private readonly line: string) {
    this.known = { broker: knownIn(line, generated.broker), topic: knownIn(line, generated.topic) };
  }

  /** Names of all settings that Kafka has of a kind. */
  public names(kind: SettingKind): readonly string[] {
    return [...this.known[kind].keys()];
  }

  /**
   * Everything that Kafka would refuse of a broker's properties, which would keep it from starting, and advice for names that
   * nobody reads.
   *
   * @param beside what stands beside them in the same file: some settings are held against others
   */
  public brokerViolations(
    subject: string,
    given: GivenSettings,
    beside: Properties = {},
  ): readonly (Violation | Advice)[] {
    const all = { ...beside, ...given };
    return [
      ...Object.entries(given).flatMap(([name, value]): readonly (Violation | Advice)[] => {
        if (value === undefined) {
          return [];
        }
        const definition = this.brokerDefinition(name);
        if (definition === undefined) {
          return [...inexactViolations(subject, name, value), ...this.unknownProperty(subject, name, all)];
        }
        const unread = listenerAdvice(subject, name, all);
        const broken = refersElsewhere(value) ? [] : check(subject, name, value, definition);
        return [...unread, ...(broken.length > 0 ? broken : secretAdvice(subject, name, value, definition))];
      }),
      ...BROKER_RULES.flatMap((rule) => numberViolations(subject, rule, given, all, this.known.broker)),
      ...UNWISE_BROKER_NUMBERS.flatMap((rule) => numberViolations(subject, rule, given, all, this.known.broker)).map(
        unwise,
      ),
      ...UNWISELY_OFF.filter(([name]) => isFalse(given[name])).map(([name, why]) =>
        unwise({
          subject,
          rule: `${name} must be true, ${why}`,
          value: String(given[name]),
          remedy: 'leave it out for Kafka’s default',
        }),
      ),
    ];
  }

  /**
   * Everything that Kafka would refuse of a topic's configuration, and advice for what it takes and does nobody any good.
   *
   * @param beside what holds where the topic says nothing, by a topic's names, and what brokers have it held against
   */
  public topicViolations(
    subject: string,
    given: GivenSettings,
    beside: GivenSettings = {},
  ): readonly (Violation | Advice)[] {
    const { topic } = this.known;
    return [
      ...Object.entries(given).flatMap(([name, value]) => {
        const definition = topic.get(name);
        if (definition === undefined) {
          return [...inexactViolations(subject, name, value), ...this.unknownConfiguration(subject, name)];
        }
        return value === undefined ? [] : check(subject, name, value, definition);
      }),
      ...TOPIC_RULES.flatMap((rule) => numberViolations(subject, rule, given, given, topic)),
      ...UNWISE_TOPIC_NUMBERS.flatMap((rule) =>
        numberViolations(subject, rule, given, { ...beside, ...given }, topic),
      ).map(unwise),
    ];
  }

  /** A topic's configuration as Kafka shows it once it has read it: written otherwise, it would differ from that for ever. */
  public topicTexts(given: GivenSettings): Readonly<Record<string, string>> {
    const { topic } = this.known;
    return Object.fromEntries(
      Object.entries(given).flatMap(([name, value]) => {
        const definition = topic.get(name);
        const isRight = definition !== undefined && definition.check(String(value)) === undefined;
        return value === undefined ? [] : [[name, isRight ? definition.shown(String(value)) : String(value)]];
      }),
    );
  }

  /** Settings of one listener, and of one mechanism on it, are named after those of all (`ListenerName.configPrefix`). */
  private brokerDefinition(name: string): SettingDefinition | undefined {
    const [, ofListener, ofMechanism = ''] = /^listener\.name\.[^.]+\.((?:[\w-]+\.)?(sasl\..+)|.+)$/.exec(name) ?? [];
    const { broker } = this.known;
    return broker.get(name) ?? broker.get(ofListener ?? '') ?? broker.get(ofMechanism);
  }

  private unknownProperty(subject: string, name: string, all: GivenSettings): readonly (Violation | Advice)[] {
    if (this.isRead(name, all)) {
      return [];
    }
    const nameless = textViolations(`${subject}/brokerProperties`, 'the name of a broker property', name);
    if (nameless.length > 0) {
      return nameless;
    }
    // A plugin reads properties of its own beside Kafka's: then only what looks like a slip of the pen is one.
    const hasPlugin = Object.entries(all).some(([key, value]) => namesPlugin(key, value));
    const [, prefix = '', rest = name] = /^(listener\.name\.[^.]+\.)?(.+)$/.exec(name) ?? [];
    const nearest = nearestName(rest, this.names('broker'), hasPlugin ? 2 : undefined);
    return hasPlugin && nearest === undefined
      ? []
      : [
          {
            code: 'BrokerPropertyUnknown',
            subject: `${subject}/brokerProperties`,
            rule: `a broker property should be one that brokers of Kafka ${this.line} know: nobody reads others`,
            value: name,
            remedy:
              nearest === undefined
                ? 'correct it, or leave it out'
                : `say ${prefix}${nearest}, if that is what is meant`,
            unwise: true,
          },
        ];
  }

  /** Whether a name that Kafka has no definition for is one that a part of it asks for, by a prefix of its own. */
  private isRead(name: string, all: GivenSettings): boolean {
    const prefixes = ['remote.log.storage.manager.impl.prefix', 'remote.log.metadata.manager.impl.prefix'].map((key) =>
      String(all[key] ?? this.known.broker.get(key)?.default ?? ''),
    );
    return (
      /^(config\.providers(\.|$)|metrics\.jmx\.(include|exclude)$)/.test(name) ||
      prefixes.some((prefix) => prefix !== '' && name.startsWith(prefix))
    );
  }

  private unknownConfiguration(subject: string, name: string): readonly Violation[] {
    const nearest = nearestName(name, this.names('topic'));
    const correct = nearest === undefined ? 'correct the name' : `say ${nearest}, if that is what is meant`;
    return [
      {
        code: 'TopicConfigUnknown',
        subject,
        rule: `config must hold names that Kafka ${this.line} knows of topics`,
        value: name,
        remedy: `${correct}, or let it through for a broker that knows more: allow: ['TopicConfigUnknown']`,
      },
    ];
  }
}

const REMEDY = 'correct it, or leave it out for Kafka’s default';

/** Legal, and not what a cluster is for. */
const unwise = ({ rule, ...violation }: Omit<Violation, 'code'>): Advice => ({
  ...violation,
  code: 'SettingUnwise',
  rule: rule.replace(' must be ', ' should be '),
  unwise: true,
});

const isFalse = (value: PropertyValue | undefined): boolean => /^false$/i.test(blankless(String(value)));

/** A listener's own settings are read by its name in lower case. */
function listenerAdvice(subject: string, name: string, all: GivenSettings): readonly Advice[] {
  const [, listener] = /^listener\.name\.([^.]+)\./.exec(name) ?? [];
  const known = String(all['listener.security.protocol.map'] ?? '')
    .split(',')
    .flatMap((entry) => /^\s*([^:]+):/.exec(entry)?.[1]?.toLowerCase() ?? []);
  return listener === undefined || known.length === 0 || known.includes(listener)
    ? []
    : [
        {
          code: 'BrokerPropertyUnknown',
          subject: `${subject}/brokerProperties`,
          rule: 'listener.name. should be followed by the name of a listener, in lower case: nobody reads others',
          value: name,
          remedy: `there are ${known.join(', ')}; correct it, or leave it out`,
          unwise: true,
        },
      ];
}

/** What only the brokers should know. A login module's line is secret where it holds what is. */
const secretAdvice = (
  subject: string,
  name: string,
  value: PropertyValue,
  { isSecret }: SettingDefinition,
): readonly Advice[] =>
  isSecret &&
  !refersElsewhere(value) &&
  (!name.endsWith('sasl.jaas.config') || /(password|secret|user_\w+)\s*=/i.test(String(value)))
    ? [
        {
          code: 'SettingSecret',
          subject: `${subject}/brokerProperties`,
          rule: `${name} should stand elsewhere: what is written here is in the synthesized files, and in Terraform’s state`,
          remedy: 'let the brokers look it up: ${PROVIDER:PATH:KEY}, by a configuration provider (KIP-297)',
          unwise: true,
        },
      ]
    : [];

function numberViolations(
  subject: string,
  { names, rule, holds, unless }: NumberRule,
  given: GivenSettings,
  all: GivenSettings,
  known: Known,
): readonly Violation[] {
  const isGiven = (name: string): boolean => given[name] !== undefined;
  if (!names.some(isGiven) || unless?.some(isGiven)) {
    return [];
  }
  const numbers = names.flatMap((name) => numberOf(all[name], known.get(name)) ?? []);
  const [first, ...others] = numbers;
  return first === undefined || numbers.length < names.length || holds(first, ...others)
    ? []
    : [
        {
          code: 'SettingOutOfRange',
          subject,
          rule: `${names[0]} must be ${rule}`,
          value: numbers.join(' against '),
          remedy: REMEDY,
        },
      ];
}

/** A setting's value or default, when it is a whole number that is right by itself. */
function numberOf(value: PropertyValue | undefined, definition: SettingDefinition | undefined): bigint | undefined {
  const text = value === undefined ? definition?.default : String(value);
  return text === undefined || definition?.check(text) !== undefined ? undefined : integerOf(blankless(text));
}

/** A setting that nobody has a definition of is still a number that can be written, if it is one. */
const inexactViolations = (subject: string, name: string, value: PropertyValue | undefined): readonly Violation[] =>
  typeof value === 'number' && !(Number.isInteger(value) ? Number.isSafeInteger(value) : Number.isFinite(value))
    ? [inexact(subject, name, { value: String(value) })]
    : [];

const inexact = (subject: string, name: string, shown: Pick<Violation, 'value'>): Violation => ({
  code: 'SettingInexact',
  subject,
  rule: `${name} must be a number that JavaScript holds exactly, from -(2^53 - 1) to 2^53 - 1`,
  ...shown,
  remedy: 'give it as a text or a bigint',
});

function check(
  subject: string,
  name: string,
  value: PropertyValue,
  definition: SettingDefinition,
): readonly Violation[] {
  const shown = definition.isSecret ? {} : { value: String(value) };
  if (typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return [inexact(subject, name, shown)];
  }
  const broken = definition.check(String(value));
  return broken === undefined
    ? []
    : [{ ...broken, rule: broken.rule.replace(definition.name, () => name), subject, ...shown, remedy: REMEDY }];
}

/** Whether a property has brokers load a class that isn't Kafka's own. */
const namesPlugin = (name: string, value: PropertyValue | undefined): boolean =>
  /(^|\.)(class|class\.name|reporters|security\.providers)$/.test(name) &&
  String(value ?? '')
    .split(/[\s,]+/)
    .some((item) => item !== '' && !/^(org\.apache\.)?kafka\./.test(item));

const knownIn = (line: string, settings: Readonly<Record<string, readonly Definition[]>>): Known =>
  new Map(
    Object.entries(settings).flatMap(([name, definitions]) =>
      definitions
        .filter(({ in: range }) => isWithin(line, range))
        .map((definition) => [name, new SettingDefinition(name, definition)] as const),
    ),
  );

function isWithin(line: string, range: readonly string[] | undefined): boolean {
  const [from, to] = (range ?? []).map((name) => generated.lines.indexOf(name));
  const index = generated.lines.indexOf(line);
  return from === undefined || to === undefined || (index >= from && index <= to);
}
