import { isEncrypted } from '../authentication/listener-protocol';
import { mechanismsOf } from '../authentication/mechanism-lookup';
import { MECHANISMS } from '../authentication/mechanisms';
import { REPLICATION_PORT } from '../listeners/listener';
import { versionInTag } from '../cluster/image';
import { ownBrokerProperties, ownsBrokerProperty } from '../files/broker-properties';
import type { ClusterModel } from '../cluster/cluster-model';
import { type Advice, duplicates, type Violation } from '../violation';
import { bindAddressViolations, type HostEndpoint, portViolations, showEndpoint, taken } from '../names/host-endpoint';
import { placementOf } from '../placement/placement';
import { replicationViolations } from '../resources/replication-violations';
import { userViolations } from './user-violations';

/** Everything that is wrong or unwise in a cluster; `given` are the broker properties that were set by Kafka's names. */
export function clusterViolations(
  subject: string,
  model: ClusterModel,
  given: readonly string[],
): readonly (Violation | Advice)[] {
  return [
    ...nameViolations(subject, model),
    ...userViolations(subject, model),
    ...serverViolations(subject, model),
    ...model.store.violations(subject, model),
    ...replicationViolations(subject, {
      factor: model.replicationFactor,
      minimum: model.minInsyncReplicas,
      brokers: model.brokers.length,
    }),
    ...listenerViolations(subject, model),
    ...propertyViolations(subject, model, given),
    ...metricsViolations(subject, model),
    ...imageVersionViolations(subject, model),
  ];
}

/** Also the name of a cluster that stands already: addresses in the state and the provider's alias are made of it. */
export function nameViolations(subject: string, { name }: Pick<ClusterModel, 'name'>): readonly Violation[] {
  return /^[a-z][a-z0-9-]{1,31}$/.test(name)
    ? []
    : [
        {
          code: 'ClusterNameIllegal',
          subject,
          rule: 'name must be 2 to 32 lower-case letters, digits and -, beginning with a letter',
          value: name,
          remedy: 'rename the cluster',
        },
      ];
}

function metricsViolations(subject: string, { metrics, images, store }: ClusterModel): readonly Violation[] {
  return [images.kafka, ...Object.values(store.images(images.metadata))]
    .filter(({ metricsAgent }) => metrics && metricsAgent === undefined)
    .map(({ name }) => ({
      code: 'MetricsAgentMissing',
      subject: `${subject}/metrics`,
      rule: 'the images of a cluster with metrics must have the agent that serves them',
      value: name,
      remedy: 'name its path in the image, ServerImage.named(..., { metricsAgent }), or leave metrics out',
    }));
}

/** Which version comes is judged by what is declared: another one would be let beside brokers that don't understand it. */
function imageVersionViolations(subject: string, { version, images, store }: ClusterModel): readonly Violation[] {
  const declared: readonly (readonly [string, string])[] = [
    [images.kafka.name, version.version],
    ...Object.values(store.images(images.metadata)).flatMap(({ name }) =>
      store.version === undefined ? [] : [[name, store.version.version] as const],
    ),
  ];
  return declared
    .filter(([name, expected]) => (versionInTag(name) ?? expected) !== expected)
    .map(([name, expected]) => ({
      code: 'ImageVersionDiffers',
      subject: `${subject}/images`,
      rule: `an image whose tag says a version must be of the one that is declared, ${expected}`,
      value: name,
      remedy:
        'name an image of that version, or declare the one that it has; where the set-up makes it, npm run setup makes one of Kafka as it is declared; ' +
        "where the tag means something else, let it through: allow: ['ImageVersionDiffers']",
    }));
}

function serverViolations(subject: string, model: ClusterModel): readonly Violation[] {
  const violations: Violation[] = [];
  const ids = model.brokers.map(({ id }) => id);
  if (ids.length === 0) {
    violations.push({
      code: 'BrokersMissing',
      subject,
      rule: 'brokers must be 1 at least',
      value: 0,
      remedy: 'declare 3, so that one may fail',
    });
  }
  for (const id of ids.filter((id) => !Number.isInteger(id) || id < 0 || id > 999)) {
    violations.push({
      code: 'BrokerIdIllegal',
      subject,
      rule: 'a broker id must be a whole number from 0 to 999',
      value: id,
      remedy: "choose one below Kafka's reserved.broker.max.id of 1000",
    });
  }
  violations.push(...duplicates(ids, { code: 'BrokerIdDuplicate', subject, what: 'broker ids' }));
  if (model.brokerMemory.bytes <= model.brokerHeap.bytes) {
    violations.push({
      code: 'MemoryBelowHeap',
      subject,
      rule: `memory must be above the heap of ${model.brokerHeap.toString()}, or the engine kills the broker`,
      value: model.brokerMemory.toString(),
      remedy: 'leave it out for twice the heap',
    });
  }
  return violations;
}

function listenerViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  const violations: (Violation | Advice)[] = [];
  const where = `${subject}/listeners`;
  const ofStore = Object.keys(model.store.listeners ?? {});
  if (model.listeners.every(({ scope }) => scope === 'replication')) {
    violations.push({
      code: 'ListenersMissing',
      subject: where,
      rule: 'listeners must be 1 at least',
      value: 0,
      remedy: 'declare one for clients',
    });
  }
  for (const listener of model.listeners) {
    violations.push(
      ...mechanismsOf(listener)
        .flatMap(({ unencrypted, anonymous }) => (isEncrypted(listener.protocol) ? anonymous : unencrypted) ?? [])
        .slice(0, 1)
        .map((advice) => ({
          ...advice,
          subject: `${where}/${listener.name}`,
          value: listener.protocol,
          remedy: 'keep it to a network that nobody else reaches, or take Authentication.scram() or mutualTls()',
        })),
    );
  }
  violations.push(
    ...duplicates([...model.listeners.map(({ name }) => name), ...ofStore], {
      code: 'ListenerNameDuplicate',
      subject: where,
      what: `listener names (${['REPLICATION', ...ofStore].join(', ')}: the servers’ own)`,
    }),
  );
  for (const broker of model.brokers) {
    const ports = model.listeners.map((listener) => listener.portOf(broker));
    const broken = `${subject}/broker ${broker.id}`;
    violations.push(
      ...duplicates(ports, {
        code: 'PortDuplicate',
        subject: broken,
        what: `ports of its listeners (${REPLICATION_PORT} is the brokers’ own)`,
      }),
    );
    violations.push(...portViolations(broken, ports));
  }
  return [
    ...violations,
    ...bindAddressViolations(where, hostEndpoints(model)),
    ...taken(hostEndpoints(model)).map((endpoint) => ({
      code: 'HostPortDuplicate',
      subject: where,
      rule: 'host ports of all brokers, and of the realm, must be unique on an address; 0.0.0.0 and :: are every one',
      value: showEndpoint(endpoint),
      remedy: 'change one of them',
    })),
  ];
}

/** Everything that the cluster takes on its engines' hosts. */
export const hostEndpoints = (cluster: ClusterModel): readonly HostEndpoint[] => [
  ...cluster.brokers.flatMap((broker) =>
    cluster.listeners.flatMap((listener) => {
      const port = listener.publishedPortOf(broker);
      return port === undefined ? [] : { ...port, engine: placementOf(cluster, broker.node.container).engine };
    }),
  ),
  ...MECHANISMS.flatMap(({ broker }) => broker.hostEndpoints?.(cluster) ?? []),
];

function propertyViolations(subject: string, model: ClusterModel, given: readonly string[]): readonly Violation[] {
  const [broker] = model.brokers;
  if (broker === undefined) {
    return [];
  }
  const own = ownBrokerProperties(model, broker);
  const owned = given
    .filter((key) => ownsBrokerProperty(model, key, own))
    .map((key) => ({
      code: 'BrokerPropertyOwned',
      subject: `${subject}/brokerProperties`,
      rule: 'a broker property must not be one that the package sets, or leaves out, by itself',
      value: key,
      remedy: "use the prop that stands for it, leave it out, or let it through: allow: ['BrokerPropertyOwned']",
    }));
  return [...owned, ...unsignedTokens(subject, model)];
}

/**
 * Kafka's own default for OAUTHBEARER takes tokens that nobody has signed. Where a property that was let through brings in the mechanism, or
 * that class, everyone would be whoever they like.
 */
const unsignedTokens = (subject: string, { brokerProperties }: ClusterModel): readonly Violation[] =>
  Object.entries(brokerProperties)
    .filter(
      ([key, value]) =>
        (/(^|\.)sasl\.enabled\.mechanisms$/.test(key) && /(^|,)\s*OAUTHBEARER\s*(,|$)/i.test(String(value))) ||
        /OAuthBearerUnsecured|unsecuredLogin/i.test(String(value)),
    )
    .map(([key, value]) => ({
      code: 'TokensUnsigned',
      subject: `${subject}/brokerProperties`,
      rule: 'tokens must be signed: by this property brokers would let in whoever names a user',
      value: `${key}=${String(value).slice(0, 120)}`,
      remedy: 'declare a listener with Authentication.oauthBearer(issuer) instead',
    }));
