/**
 * What the floor of a deployment is made of: the servers of a deployed cluster, started straight by the engine as they are, without their class-data
 * archives, and with stores under as many rounds as Java makes by itself. Time is until the brokers answer over TLS, processor time is that of all servers until then.
 *
 *   npm run bench floor
 */
import { until } from '../../runtime/wait';
import { Checkout } from '../../test/integ/support/checkout';
import type { Aim, Figures } from '../benchmark';
import { expectSuccess, LONGEST } from '../deploy/cold';
import { floor, runOnce, type Server, serversOf } from '../deploy/floor';

export const name = 'floor';

export const aims: readonly Aim[] = [
  { figure: 'to no class data', title: 'brokers answer, beside servers without class data', unit: 'times', atMost: 1 },
  { figure: 'to many rounds', title: 'brokers answer, beside stores with 10,000 rounds', unit: 'times', atMost: 1 },
];

const NAME = 'benchfloor';
/** Java's own, of a store whose maker says nothing. */
const MANY = 10_000;

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  const checkout = await Checkout.make(NAME, 12092, { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' });
  try {
    await expectSuccess(checkout.npm('deploy'));
    const declared = await serversOf(checkout);
    for (let each = 1; each <= runs; each += 1) {
      const least = await started(checkout, 'floor', declared);
      const plain = await started(checkout, 'no class data', declared.map(withoutClassData));
      await setRounds(checkout, declared, MANY);
      const many = await started(checkout, 'many rounds', declared);
      await setRounds(checkout, declared, 1);
      const ratios = {
        'to no class data': (least['floor'] ?? NaN) / (plain['no class data'] ?? NaN),
        'to many rounds': (least['floor'] ?? NaN) / (many['many rounds'] ?? NaN),
      };
      measured({ ...least, ...plain, ...many, ...ratios });
    }
  } finally {
    await checkout.remove();
  }
}

/** Until the brokers answer, until the engine knows that all are healthy, and the processor time until they answer. */
async function started(checkout: Checkout, variant: string, servers: readonly Server[]): Promise<Figures> {
  const seconds = await floor(checkout, servers);
  const since = performance.now();
  const busy = await Promise.all(servers.map(({ Name }) => processorSeconds(checkout, Name)));
  await until(async () => (await serversOf(checkout)).every(({ State }) => State.Health?.Status === 'healthy'), {
    within: LONGEST,
    awaiting: 'healthy servers',
  });
  return {
    [variant]: seconds,
    [`${variant}, processors`]: busy.reduce((sum, each) => sum + each, 0),
    [`${variant}, healthy`]: seconds + (performance.now() - since) / 1000,
  };
}

async function processorSeconds({ engine }: Checkout, server: string): Promise<number> {
  const { cpu_stats: used } = await engine.getContainer(server.slice(1)).stats({ stream: false, 'one-shot': true });
  return used.cpu_usage.total_usage / 1e9;
}

/** The same server without its archive; Java's own stays. */
function withoutClassData(server: Server): Server {
  const text = JSON.stringify(server.Config);
  const changed = text.replaceAll(/-XX:SharedArchiveFile=[^\s"\\]+/g, '-Xshare:auto');
  if (changed === text) {
    throw new Error(`${server.Name} has no class-data archive`);
  }
  return { ...server, Config: JSON.parse(changed) as Server['Config'] };
}

/** Writes every store that the servers read once more, under so many rounds. */
async function setRounds(checkout: Checkout, servers: readonly Server[], rounds: number): Promise<void> {
  const volumes = servers.flatMap(({ Mounts }) => Mounts.filter(({ Type, RW }) => Type === 'volume' && !RW));
  const names = [...new Set(volumes.map(({ Name = '' }) => Name))];
  await runOnce(checkout, {
    command: ['bash', '/rounds', String(rounds)],
    binds: names.map((volume) => `${volume}:/volumes/${volume}`),
    files: { rounds: ROUNDS },
  });
}

const ROUNDS = `
set -euo pipefail
options=
for what in certPbe keyPbe mac; do
  options="$options -J-Dkeystore.pkcs12.\${what}IterationCount=$1"
done
find /volumes -name '*.p12' >/tmp/stores
[ -s /tmp/stores ]
while read -r store; do
  case $store in
  *truststore.p12) password=\${store%/*}/truststore.password ;;
  *) password=\${store%/*}/store.password ;;
  esac
  keytool $options -importkeystore -noprompt -srckeystore "$store" -srcstorepass:file "$password" \\
    -destkeystore /tmp/store.p12 -deststoretype PKCS12 -deststorepass:file "$password"
  cat /tmp/store.p12 >"$store"
  rm /tmp/store.p12
done </tmp/stores
`;
