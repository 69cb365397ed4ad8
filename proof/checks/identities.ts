import { METRICS_PORT, ZOOKEEPER_PORTS } from '../../model/cluster/cluster-model';
import type { Violation } from '../../model/violation';
import { resultOf, type Check, type CheckResult } from '../context/check';
import { brokerSecurity, securityViolations } from '../auth-matrix/broker-security';
import { tryAll, tryOnce, type Gate, type Place } from '../auth-matrix/probe';
import { kafkaVisits } from '../auth-matrix/kafka-attempts';
import { openPortViolations } from '../auth-matrix/open-ports';
import { rightsTrials } from '../auth-matrix/rights';
import { setScene, type Scene } from '../auth-matrix/fixture';
import { makeStranger, revokedTrials, STRANGER } from '../auth-matrix/scratch-user';
import { trialViolations, trialTable, type Trial } from '../auth-matrix/attempt';
import {
  closedVisits,
  leading,
  quorumVisits,
  unreachableVisits,
  zooKeeperVisits,
} from '../auth-matrix/zookeeper-attempts';
import type { Proof } from '../context/proof-context';
import { together } from '../context/settle-all';
import { parseAddress } from '../protocol/dial';

/** ZooKeeper's plaintext port and its admin server's, both off. */
const OFF = [2181, 8080];

async function run(proof: Proof): Promise<CheckResult> {
  proof.say('going where each listener is reached');
  const scene = await setScene(proof);
  const [kafka, zooKeeper, settings, ports] = await together([
    kafkaTrials(scene),
    zooKeeperTrials(scene),
    settingsViolations(proof),
    undeclaredPorts(proof),
  ]);
  const trials = [...kafka, ...zooKeeper];
  const wrong = trials.filter(({ expected }) => expected !== 'let in');
  const violations = [...trials.flatMap(trialViolations), ...settings, ...ports];
  const evidence = [
    `${trials.length - wrong.length} right identities and ${wrong.length} wrong ones tried, see the table`,
    'no server listens on a port that is not declared',
  ];
  return {
    ...resultOf(violations, [...(violations.length === 0 ? evidence : evidence.slice(0, 1)), ...byName(proof)], {
      trials: trials.length,
    }),
    table: trialTable(trials),
  };
}

/** What is weaker by the declaration's own words is said, also where it is as declared; so is what is left out. */
function byName({ manifest: { listeners } }: Proof): string[] {
  return listeners.flatMap(({ name, protocol, mechanisms }) => [
    ...(protocol === 'PLAINTEXT' ? [`${name} is declared open to everyone who reaches it`] : []),
    ...(protocol === 'SASL_PLAINTEXT' ? [`${name} is declared without encryption: who is on the way reads along`] : []),
    ...(mechanisms.includes('GSSAPI') ? [`${name}: the check logins tries right tickets`] : []),
  ]);
}

/** Kafka's listeners, with a user of the proof's own beside the declared ones: without rights, with one, and taken away. */
async function kafkaTrials(scene: Scene): Promise<Trial[]> {
  const { proof, doors, clientsNetwork } = scene;
  const stranger = await makeStranger(scene);
  const cast = { ...scene.cast, passwords: [...scene.cast.passwords, ...(stranger === undefined ? [] : [stranger])] };
  proof.say('right and wrong identities at every listener');
  const [identities, rights] = await together([
    together(
      doors.map(async ({ listener, gate }) => [
        ...(await tryAll(gate, kafkaVisits(listener, cast), proof.signal)),
        ...(listener.scope === 'replication'
          ? await tryAll({ ...gate, dial: clientsNetwork }, unreachableVisits, proof.signal)
          : []),
      ]),
    ),
    rightsTrials(scene, stranger),
  ]);
  const revoked = stranger === undefined ? [] : await revokedTrials(scene, stranger);
  const trials = [...identities.flat(), ...revoked, ...rights].map((trial) =>
    stranger === undefined ? trial : { ...trial, identity: trial.identity.replace(stranger.name, STRANGER) },
  );
  return doors.flatMap(({ listener: { name } }) => trials.filter(({ listener }) => listener === name));
}

async function zooKeeperTrials({ proof, cast, backplane, clientsNetwork }: Scene): Promise<Trial[]> {
  const { signal, manifest } = proof;
  const nodes = manifest.metadata.servers.map(({ id, host, port }) => ({ at: `node ${id}`, address: { host, port } }));
  const gate = (name: string, port?: number, places: readonly Place[] = nodes): Gate => ({
    name,
    dial: backplane,
    places: places.map(({ at, address }) => ({ at, address: { ...address, port: port ?? address.port } })),
  });
  const clients = gate('ZooKeeper');
  const { quorum, election } = ZOOKEEPER_PORTS;
  const isLeading = await Promise.all(
    nodes.map(async (place) => (await tryOnce(clients, leading(cast), place)) === 'let in'),
  );
  const leaders = nodes.filter((_, at) => isLeading[at]);
  const others = nodes.filter((_, at) => isLeading[at] !== true);
  const trials = [
    tryAll(clients, zooKeeperVisits(cast), signal),
    tryAll({ ...clients, dial: clientsNetwork }, unreachableVisits, signal),
    ...OFF.map((port) => tryAll(gate(`port ${port}`, port), closedVisits, signal)),
    ...(nodes.length > 1
      ? [
          tryAll(gate(`port ${election}, election`, election), quorumVisits(cast), signal),
          tryAll(gate(`port ${quorum}, the leader’s`, quorum, leaders), quorumVisits(cast), signal),
          tryAll(gate(`port ${quorum}, the leader’s`, quorum, others), closedVisits, signal),
        ]
      : [quorum, election].map((port) => tryAll(gate(`port ${port}`, port), closedVisits, signal))),
  ];
  return (await Promise.all(trials))
    .flat()
    .map((trial) => ({ ...trial, listener: trial.listener.replace(/^port/, 'ZooKeeper, port') }));
}

async function settingsViolations({ manifest, admin, signal }: Proof): Promise<Violation[]> {
  const violations = await Promise.all(
    manifest.brokers.map(async ({ id }) => securityViolations(manifest, id, await brokerSecurity(admin, id, signal))),
  );
  return violations.flat();
}

/** Metrics are read on a network of their own, where there are some. */
async function undeclaredPorts({ manifest, engine }: Proof): Promise<Violation[]> {
  const { client, quorum, election } = ZOOKEEPER_PORTS;
  const servers = [
    ...manifest.brokers.map(({ container, advertised }) => ({
      container,
      declared: Object.values(advertised).map((address) => parseAddress(address).port),
    })),
    ...manifest.metadata.servers.map(({ container }) => ({ container, declared: [client, quorum, election] })),
  ];
  const violations = await Promise.all(
    servers.map(({ container, declared }) =>
      openPortViolations(engine, container, new Set([...declared, METRICS_PORT])),
    ),
  );
  return violations.flat();
}

export const identities: Check = {
  name: 'identities',
  promise:
    'every listener lets the right identities in and refuses each wrong one for its own reason, ' +
    'and nothing listens that is not declared',
  needs: ['user', 'topic', 'container'],
  run,
};
