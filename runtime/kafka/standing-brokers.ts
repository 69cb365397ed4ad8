import type { Kafka } from 'kafkajs';
import { defined } from '../../model/arguments/defined';
import type { ClusterManifest, ManifestBroker, ManifestListener } from '../../model/manifest/manifest';
import type { Violation } from '../../model/violation';
import { accessesOf, tlsListeners } from '../credentials/listener-choice';
import { Engines } from '../engine/engines';
import type { FramedConnection } from '../protocol/framed-connection';
import { askAnyBroker, type Asking } from './administrator-connection';
import { administrator, administratorOf } from './kafka-admin';
import type { KafkaClientOptions } from './kafka-client';
import { propertyIn } from './properties-file';
import { runningBroker } from './running-broker';

/** A broker that is there, and where it tells clients to find it, by listener. */
export interface StandingBroker {
  readonly container: string;
  readonly advertised: Readonly<Partial<Record<string, string>>>;
  readonly listeners: Readonly<Partial<Record<string, StandingListener>>>;
}

/** How a broker that is there serves a listener. */
export interface StandingListener {
  /** Kafka's security protocol. */
  readonly protocol: string;
  /** Whether a client must show a certificate. */
  readonly clientCertificate: boolean;
}

/** The brokers that are there, as they were deployed: they may be about to be replaced by others with other ports. */
export async function standingBrokers(manifest: ClusterManifest): Promise<readonly StandingBroker[]> {
  const engines = new Engines(manifest);
  const brokers = await Promise.all(
    manifest.brokers.map(async ({ container }) => {
      const running = await runningBroker(engines.container(container));
      if (running === undefined) {
        return [];
      }
      const { properties } = running;
      return [{ container, advertised: advertisedIn(properties), listeners: listenersIn(properties) }];
    }),
  );
  return brokers.flat();
}

/** What a broker's properties file says of where it is found. */
export function advertisedIn(properties: string): StandingBroker['advertised'] {
  const entries = (propertyIn(properties, 'advertised.listeners') ?? '').split(',');
  return Object.fromEntries(
    entries.flatMap((entry): [string, string][] => {
      const [, name, address] = /^([^:]+):\/\/(.+)$/.exec(entry.trim()) ?? [];
      return name === undefined || address === undefined ? [] : [[name, address]];
    }),
  );
}

/** What a broker's properties file says of how it serves its listeners. */
export function listenersIn(properties: string): StandingBroker['listeners'] {
  const entries = (propertyIn(properties, 'listener.security.protocol.map') ?? '').split(',');
  return Object.fromEntries(
    entries.flatMap((entry): [string, StandingListener][] => {
      const [name = '', protocol] = entry.trim().split(':');
      const auth = propertyIn(properties, `listener.name.${name.toLowerCase()}.ssl.client.auth`);
      return protocol === undefined ? [] : [[name, { protocol, clientCertificate: auth === 'required' }]];
    }),
  );
}

/**
 * Published listeners at which a broker shows its certificate: those that it has, and that serve as they are declared. Where nothing is
 * known of it, all that are declared.
 */
export function certificateListeners(
  manifest: Pick<ClusterManifest, 'listeners'>,
  container: string,
  standing: readonly StandingBroker[],
): readonly ManifestListener[] {
  const { advertised = {}, listeners = {} } = standing.find((broker) => broker.container === container) ?? {};
  const declared = tlsListeners(manifest);
  return Object.keys(advertised).length === 0
    ? declared
    : declared.filter(
        ({ name, protocol, clientCertificate }) =>
          advertised[name] !== undefined &&
          listeners[name]?.protocol === protocol &&
          listeners[name].clientCertificate === clientCertificate,
      );
}

/** Brokers that are about to get other ports, or more listeners, with those at which they are found until then. */
export const whereTheyAre = <T extends Pick<ManifestBroker, 'container' | 'advertised'>>(
  brokers: readonly T[],
  standing: readonly StandingBroker[],
): readonly T[] =>
  brokers.map((broker) => {
    const advertised = defined(standing.find(({ container }) => container === broker.container)?.advertised);
    return Object.keys(advertised).length === 0 ? broker : { ...broker, advertised };
  });

/** Published listeners that take the administrator's certificate, those that most of the brokers have first. */
function listenersFor(
  manifest: ClusterManifest,
  standing: readonly StandingBroker[],
): readonly { readonly name: string; readonly brokers: number }[] {
  const name = administratorOf(manifest);
  const user = manifest.users.find((candidate) => candidate.name === name);
  return (user === undefined ? [] : accessesOf(manifest, user, 'published'))
    .map(({ listener }) => ({
      name: listener.name,
      brokers: standing.filter(({ advertised }) => advertised[listener.name] !== undefined).length,
    }))
    .sort((a, b) => b.brokers - a.brokers);
}

/**
 * Where the administrator finds the brokers while they are replaced one after the other: each where it is, and one that is not there
 * where it is declared to be, all by one listener, since brokers tell of each other as that one does.
 */
export function addressesNow(manifest: ClusterManifest, standing: readonly StandingBroker[]): readonly string[] {
  const listener = listenersFor(manifest, standing)[0]?.name ?? '';
  return manifest.brokers.flatMap(
    ({ container, advertised }) =>
      standing.find((broker) => broker.container === container)?.advertised[listener] ?? advertised[listener] ?? [],
  );
}

/** See {@link addressesNow}, as the engines say. */
export const standingAddresses = async (manifest: ClusterManifest): Promise<readonly string[]> =>
  addressesNow(manifest, await standingBrokers(manifest));

/** Asks one of the brokers that there are, as {@link askAnyBroker} does. @throws Refused when none answers */
export const askStandingBroker = async <T>(
  asking: Asking,
  question: (frames: FramedConnection) => Promise<T>,
  silence: string,
): Promise<T> => await askAnyBroker(asking, await standingAddresses(asking.manifest), question, silence);

/** kafkajs as the administrator, of a cluster that may be about to get other ports: its brokers are asked where they are. */
export async function standingAdministrator(
  manifest: ClusterManifest,
  clients?: string,
  options: KafkaClientOptions = {},
): Promise<Kafka> {
  const bootstrap = await standingAddresses(manifest);
  return await administrator(manifest, clients, { ...(bootstrap.length > 0 && { bootstrap }), ...options });
}

/** What is wrong with the listeners of brokers that are to be replaced one after the other by those that are declared. */
export async function commonListenerViolations(manifest: ClusterManifest): Promise<readonly Violation[]> {
  return listenerViolations(manifest, await standingBrokers(manifest));
}

/** A broker without the listener by which the others are seen would count as one that has not come back. */
export function listenerViolations(
  manifest: ClusterManifest,
  standing: readonly StandingBroker[],
): readonly Violation[] {
  const listeners = listenersFor(manifest, standing);
  const told = standing.filter(({ advertised }) => Object.keys(advertised).length > 0);
  return told.length < 2 || listeners.length === 0 || listeners.some(({ brokers }) => brokers > 0)
    ? []
    : [
        {
          code: 'ListenersExchanged',
          subject: `cluster ${manifest.name}`,
          rule:
            'one published listener with Authentication.mutualTls() must stay under its name, so that the administrator sees all brokers ' +
            'while they are replaced one after the other',
          value: `${listeners.map(({ name }) => name).join(', ')}, which no broker has`,
          remedy: 'declare the new listener beside the former one and deploy, and take the former one away then',
        },
      ];
}
