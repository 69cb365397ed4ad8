import type { BrokerModel } from '../cluster/cluster-basis';
import type { ClusterModel } from '../cluster/cluster-model';
import type { Listener } from '../listeners/listener';
import { isLoopback, namesHost } from '../names/host-endpoint';
import { isEngineAddress, isRemoteEngine } from '../placement/engine-address';
import { placementOf } from '../placement/placement';
import type { Advice, Violation } from '../violation';

/** What is wrong or unwise in where a cluster runs and what its clients are told of that. */
export const reachabilityViolations = (subject: string, model: ClusterModel): readonly (Violation | Advice)[] => [
  ...hostViolations(subject, model),
  ...engineViolations(subject, model),
];

/** A broker's certificate names the hosts that it advertises, so they must be what a certificate can name. */
function hostViolations(subject: string, model: ClusterModel): readonly Violation[] {
  return model.listeners
    .filter(({ scope }) => scope === 'published')
    .flatMap((listener) => {
      const hosts = new Set(model.brokers.map((broker) => listener.hostOf(broker, model)));
      return [...hosts]
        .filter((host) => !namesHost(host))
        .map((value) => ({
          code: 'ListenerUncovered',
          subject: `${subject}/listeners/${listener.name}`,
          rule:
            'advertisedHost must be an IP address or a host name (letters, digits, - and .) that a certificate can cover, ' +
            'and not one that stands for every address',
          value,
          remedy: 'give the advertisedHost by which clients reach the engine’s host',
        }));
    });
}

function engineViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  const { engine } = model;
  if (engine !== undefined && !isEngineAddress(engine)) {
    return [
      {
        code: 'EngineAddressIllegal',
        subject,
        rule: 'engine must be written as for DOCKER_HOST: unix:///PATH, tcp://HOST:PORT, ssh://[USER@]HOST or npipe://PATH',
        value: engine,
        remedy: 'correct it, or leave it out for what DOCKER_HOST or the default socket reaches',
      },
    ];
  }
  return remoteLoopbackAdvice(subject, model);
}

/** Listeners that whoever deploys to an engine elsewhere would look for on their own machine. */
export function remoteLoopbackAdvice(subject: string, model: ClusterModel): readonly Advice[] {
  return model.listeners.flatMap((listener) => {
    const elsewhere = model.brokers
      .filter((broker) => isOnRemoteLoopback(listener, broker, model))
      .map(({ node }) => placementOf(model, node.container).engine);
    return elsewhere.slice(0, 1).map((remote) => ({
      code: 'ListenerOnRemoteLoopback',
      subject: `${subject}/listeners/${listener.name}`,
      rule: `a listener on an engine elsewhere (${remote}) should not be at a loopback address, which only that machine reaches`,
      value: 'advertisedHost',
      remedy: 'give bindAddress and advertisedHost: the resources and the proof connect from this machine',
      unwise: true,
    }));
  });
}

/** Whether clients are told of a loopback address elsewhere, or of its host while nothing but loopback is bound there. */
function isOnRemoteLoopback(listener: Listener, broker: BrokerModel, model: ClusterModel): boolean {
  const { engine, address } = placementOf(model, broker.node.container);
  const bound = listener.publishedPortOf(broker)?.hostAddress;
  if (bound === undefined || !isRemoteEngine(engine ?? '')) {
    return false;
  }
  const host = listener.hostOf(broker, model);
  return isLoopback(host) || (host === address && isLoopback(bound));
}
