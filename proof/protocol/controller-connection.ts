import { dialAsAdministrator } from '../../runtime/kafka/administrator-connection';
import { viewCluster } from '../../runtime/kafka/cluster-view';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';
import type { ProofContext } from '../context/proof-context';
import { KafkaConnection } from './kafka-connection';
import { Refused } from '../../runtime/protocol/refused';

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
