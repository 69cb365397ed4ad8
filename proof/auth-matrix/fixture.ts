import { mechanismsOf } from '../../model/authentication/mechanism-lookup';
import type { ManifestListener } from '../../model/manifest/manifest';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import type { ProofContext } from '../context/proof-context';
import { Relay } from '../../runtime/toolbox/relay';
import { settleAll } from '../context/settle-all';
import { dialDirectly, parseAddress, type Dial } from '../../runtime/protocol/dial';
import { foreignCertificate } from './foreign-authority';
import type { ProbeTarget } from './probe';
import {
  certificatesOf,
  passwordsOf,
  serverKeys,
  tokensOf,
  trustedAuthority,
  type ProbeCredentials,
} from './probe-credentials';

/** A declared listener of all brokers, and the way to it. */
export interface ListenerTarget extends ProbeTarget {
  readonly listener: ManifestListener;
}

/** What the parts of the check share. */
export interface AuthFixture {
  readonly proof: ProofContext;
  readonly credentials: ProbeCredentials;
  readonly targets: readonly ListenerTarget[];
  /** From inside the backplane. */
  readonly backplane: Dial;
  /** From a container on the clients' network. */
  readonly clientsNetwork: Dial;
}

export async function makeFixture(proof: ProofContext): Promise<AuthFixture> {
  const { manifest, clients, engines } = proof;
  const administrator = administratorOf(manifest);
  const first = manifest.brokers[0]?.container ?? '';
  const [toolbox, relay, ca, certificates, passwords, tokens, servers] = await settleAll([
    proof.toolbox(),
    Relay.inNetworkOf(first, engines, manifest, (remove) => {
      proof.cleanup.push(`the container in the network of ${first} removed`, remove);
    }),
    trustedAuthority(clients, administrator),
    certificatesOf(clients, manifest.users),
    passwordsOf(clients, manifest.users),
    tokensOf(proof),
    serverKeys(proof),
  ]);
  const fromClients = new Relay(toolbox.container);
  const backplane: Dial = (address) => relay.dial(address);
  const clientsNetwork: Dial = (address) => fromClients.dial(address);
  const dials = { published: dialDirectly, internal: clientsNetwork, replication: backplane };
  const principal = manifest.users.find(({ name }) => name === administrator)?.principal ?? '';
  const isOpen = (listener: ManifestListener): boolean =>
    mechanismsOf(listener).some(
      ({ users, unencrypted, anonymous }) =>
        users === undefined && manifest.allowed.includes((anonymous ?? unencrypted)?.code ?? ''),
    );
  return {
    proof,
    backplane,
    clientsNetwork,
    credentials: {
      ...{ ca, certificates, passwords, tokens, servers },
      foreign: foreignCertificate(principal.replace(/^User:/, '')),
      open: manifest.listeners.filter(isOpen).map(({ name }) => name),
    },
    targets: manifest.listeners.map((listener) => ({
      listener,
      name: listener.name,
      dial: dials[listener.scope],
      servers: manifest.brokers.flatMap(({ id, advertised }) => {
        const address = advertised[listener.name];
        return address === undefined ? [] : [{ at: `broker ${id}`, address: parseAddress(address) }];
      }),
    })),
  };
}
