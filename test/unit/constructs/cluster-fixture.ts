import { Authentication, type KafkaClusterProps, Listener, Metadata } from '../../../constructs';
import type { ClusterModel } from '../../../constructs/private/cluster-model';
import { FaultError } from '../../../constructs/private/fault';
import { resolveCluster } from '../../../constructs/private/resolve-cluster';

/** Listeners of every kind. */
export const LISTENERS = [
  Listener.published('scram', { firstHostPort: 19092, authentication: Authentication.scram() }),
  Listener.published('mtls', { firstHostPort: 19192, authentication: Authentication.mutualTls() }),
  Listener.internal('apps', { port: 9094, authentication: Authentication.scramSha512() }),
];

export const propsOf = (props: Partial<KafkaClusterProps> = {}): KafkaClusterProps => ({
  name: 'dev',
  listeners: LISTENERS,
  ...props,
});

export const modelOf = (props: Partial<KafkaClusterProps> = {}): ClusterModel =>
  resolveCluster('Kafka', propsOf(props)).model;

/** A model with one broker and one node, for comparing whole files. */
export const smallModel = (): ClusterModel => modelOf({ brokers: 1, metadata: Metadata.zooKeeper({ nodes: 1 }) });

/** Codes of the faults that a call throws. */
export function codesOf(call: () => unknown): readonly string[] {
  try {
    call();
  } catch (error) {
    if (error instanceof FaultError) {
      return error.faults.map(({ code }) => code);
    }
    throw error;
  }
  return [];
}

/** The first element, which must be there. */
export function first<T>(values: readonly T[]): T {
  const [value] = values;
  if (value === undefined) {
    throw new Error('expected at least one value');
  }
  return value;
}
