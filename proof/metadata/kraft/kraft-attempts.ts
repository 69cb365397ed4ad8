import type { KeyPair } from '../../../model/authentication/probe-identity';
import { CONTROLLER_PORT } from '../../../model/metadata/kraft/kraft-controller';
import { REFUSALS, type Attempt } from '../../auth-matrix/attempt';
import { unreachableProbes } from '../../auth-matrix/closed-ports';
import type { AuthFixture } from '../../auth-matrix/fixture';
import { speaking } from '../../auth-matrix/kafka-probes';
import { runProbes, type Probe, type ProbeTarget } from '../../auth-matrix/probe';
import type { ProbeCredentials } from '../../auth-matrix/probe-credentials';
import { weakEncryptionProbes } from '../../auth-matrix/weak-encryption';
import { votersOf } from './voters';

/** What any server of Kafka's answers whomever it lets in. */
const askForVersions = speaking((connection) => connection.askForVersions());

/** At the controllers' one listener: brokers and controllers come in, and nobody else. */
function controllerProbes({ ca, servers, certificates, foreign }: ProbeCredentials): readonly Probe[] {
  const [client] = certificates;
  const probe = (identity: string, expected: Probe['expected'], shown?: Omit<KeyPair, 'name'>): Probe => ({
    by: 'certificate',
    identity,
    expected,
    action: askForVersions,
    tls: { ca, certificate: shown?.certificate, key: shown?.key },
    // Each connection costs a process in a container: one controller, another one each time, stands for all.
    where: expected === 'let in' ? 'each' : 'one',
  });
  const { broker, 'metadata-server': controller } = servers;
  return [
    probe('a broker', 'let in', broker),
    // None where the broker is its own.
    ...(controller === undefined ? [] : [probe('a controller', 'let in', controller)]),
    probe('nobody: no certificate', REFUSALS.noCertificate),
    probe('a certificate of an unknown authority', REFUSALS.foreignCertificate, foreign),
    ...(client === undefined
      ? []
      : [probe(`${client.name}, of the clients’ authority`, REFUSALS.foreignCertificate, client)]),
    { by: '-', identity: 'plaintext', expected: REFUSALS.plaintext, action: askForVersions, where: 'one' },
    ...weakEncryptionProbes({ ca, certificate: broker?.certificate, key: broker?.key }, askForVersions),
  ];
}

/** Right and wrong identities at every controller. */
export async function kraftAttempts({
  proof,
  credentials,
  backplane,
  clientsNetwork,
}: AuthFixture): Promise<readonly Attempt[]> {
  const { signal, manifest } = proof;
  const target: ProbeTarget = {
    name: `controllers, port ${CONTROLLER_PORT}`,
    dial: backplane,
    servers: votersOf(manifest).map(({ name, address }) => ({ at: name, address })),
  };
  const attempts = await Promise.all([
    runProbes(target, controllerProbes(credentials), signal),
    runProbes({ ...target, dial: clientsNetwork }, unreachableProbes, signal),
  ]);
  return attempts.flat();
}
