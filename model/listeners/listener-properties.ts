import { isEncrypted, usesSasl } from '../authentication/listener-protocol';
import type { MechanismCluster } from '../authentication/mechanism';
import { mechanismsOf } from '../authentication/mechanism-lookup';
import type { Properties } from '../formats/properties';
import type { BrokerRef } from '../names/names';
import type { Listener } from './listener';

/** A broker's properties for one of its listeners. */
export function listenerProperties(cluster: MechanismCluster, broker: BrokerRef, listener: Listener): Properties {
  const { protocol, scope, mechanisms } = listener;
  const host = listener.hostOf(broker, cluster);
  const properties: readonly Properties[] = [
    isEncrypted(protocol) ? { 'ssl.client.auth': 'none' } : {},
    usesSasl(protocol)
      ? {
          'sasl.enabled.mechanisms': mechanisms.join(','),
          // A changed password or a removed user takes effect on open connections within this time (KIP-368).
          'connections.max.reauth.ms': 3_600_000,
        }
      : {},
    ...mechanismsOf(listener).map((mechanism) =>
      mechanism.broker.properties(cluster, {
        ...{ scope, host },
        sasl: mechanisms.filter((name) => mechanism.sasl.includes(name)),
      }),
    ),
  ];
  const prefix = `listener.name.${listener.name.toLowerCase()}`;
  return Object.fromEntries(
    properties.flatMap(Object.entries<Properties[string]>).map(([key, value]) => [`${prefix}.${key}`, value]),
  );
}
