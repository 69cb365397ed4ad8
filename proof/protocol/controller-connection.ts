import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { CLIENT_FILES } from '../../model/names/paths';
import { viewCluster } from '../../runtime/kafka/cluster-view';
import { administratorOf } from '../../runtime/kafka/kafka-admin';
import { clientFolder } from '../../runtime/kafka/kafka-client';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import type { ProofContext } from '../context/proof-context';
import { dialDirectly, parseAddress, secure } from './dial';
import { KafkaConnection } from './kafka-connection';
import { Refused } from './refused';

type Environment = Pick<ProofContext, 'admin' | 'manifest' | 'clients'>;

/**
 * Does something at the broker that is the controller now, as the administrator: some things only that one does. Ctrl-C does not abort it,
 * since what is undone after it goes the same way.
 */
export async function atController(
  proof: Environment,
  work: (connection: KafkaConnection) => Promise<void>,
): Promise<void> {
  // The controller may move between the look and the request.
  await until(
    async () => {
      const connection = await connect(proof);
      try {
        await work(connection);
      } finally {
        connection.close();
      }
      return true;
    },
    { within: patient(20), awaiting: 'the controller to change a user of the proof' },
  );
}

async function connect({ admin, ...files }: Environment): Promise<KafkaConnection> {
  const { controller, brokers } = await viewCluster(admin);
  const address = brokers.get(controller ?? -1);
  if (address === undefined) {
    throw new Refused('the controller cannot be reached');
  }
  return new KafkaConnection(await dialAsAdministrator(files, address));
}

/** A connection over TLS to a broker, at its `host:port`, that shows the administrator's certificate. */
export async function dialAsAdministrator(
  { manifest, clients }: Pick<Environment, 'manifest' | 'clients'>,
  address: string,
): Promise<Duplex> {
  const server = parseAddress(address);
  const file = (name: string): Promise<string> =>
    readFile(join(clientFolder(clients, administratorOf(manifest)), name), 'utf8');
  const [ca, certificate, key] = await Promise.all(
    [CLIENT_FILES.ca, CLIENT_FILES.certificate, CLIENT_FILES.key].map(file),
  );
  return await secure(await dialDirectly(server), server, { ca: ca ?? '', certificate, key });
}
