import { Duration } from '../../model/units/duration';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { isEncrypted, type ListenerProtocol } from '../../model/authentication/listener-protocol';
import { waysInto } from '../../model/authentication/mechanism-lookup';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { firstExpiry } from '../../runtime/credentials/first-expiry';
import { prepare } from '../deployment/prepare';
import { repairText } from '../deployment/repairs';
import { servicePasswordFile } from '../../runtime/credentials/service-passwords';
import { bounded } from '../../runtime/wait';
import { monitoringFolder } from '../monitoring-files';
import { shellWord } from '../../model/formats/shell';
import { answer, printWarnings, say } from '../../runtime/process/terminal';
import type { Workspace } from '../workspace';
import { deployAll, type Deployed, type DeployOptions } from './deployment';
import { proveCluster, statesOf, wasProven } from './prove';
import { isBetween } from '../../model/metadata/migration/migration-phase';
import { OWN_GRAFANA } from '../../model/setup/declared-otherwise';

/** From whatever is there to a running, proven cluster; nothing where that is so already. */
export async function up(workspace: Workspace, options: DeployOptions): Promise<number> {
  await prepare(workspace, options);
  const deployed = await deployAll(workspace, options);
  const { manifest, changed, warnings } = deployed;
  let code = 0;
  if (isBetween(manifest.metadata.migration?.phase)) {
    say('\nNot proven: the metadata are on their way. npm run proof does it once they are in one store');
  } else if (!changed && (await wasProven(workspace, manifest, () => statesOf(workspace, manifest)))) {
    say('\nNothing has changed since this cluster was proven; npm run proof does it again.');
  } else {
    code = await proveCluster(workspace, manifest);
  }
  printWarnings(warnings);
  await answerDeployed(workspace, deployed);
  return code;
}

/** What was deployed, how to connect, and until when. */
export async function answerDeployed(
  workspace: Workspace,
  {
    manifest,
    changed,
    touched,
    repairs,
    expiry = () => firstExpiry(manifest),
  }: Pick<Deployed, 'manifest' | 'changed' | 'touched' | 'repairs' | 'expiry'>,
): Promise<void> {
  const { name, kafkaVersion, metadata } = manifest;
  const listeners = publishedListeners(manifest);
  const { first } = await bounded(expiry(), {
    within: Duration.seconds(90),
    awaiting: 'the expiry dates of all certificates',
  });
  const services = manifest.services.flatMap((service) =>
    service.address === undefined
      ? []
      : [
          {
            name: service.name,
            address: service.address,
            ...(service.login !== undefined && {
              user: service.login.user,
              passwordFile: servicePasswordFile(manifest, service, workspace.secrets),
            }),
          },
        ],
  );
  const data = {
    ...{ cluster: name, changed, touched, repairs },
    kafkaVersion,
    metadata: `${metadata.name} ${metadata.version}`,
    listeners,
    services,
    clients: workspace.clients,
    firstExpiry: first.expires,
  };
  const user = manifest.users.find(({ superUser }) => !superUser);
  const file = user && path.join(shown(workspace.clients), user.name, 'kcat.conf');
  answer(
    data,
    [
      `\nCluster ${name}: Kafka ${kafkaVersion} on ${data.metadata}`,
      ...listeners.map(listenerLine),
      ...services.map(
        ({ name, address, user, passwordFile }) =>
          `  ${name}: ${address}${passwordFile === undefined ? '' : `  (${String(user)}, password in ${shown(passwordFile)})`}`,
      ),
      ...monitoringLines(workspace, manifest),
      ...(metadata.outlook === undefined ? [] : [`  ${metadata.outlook}`]),
      ...(file === undefined ? [] : [`  Try:   kcat -F ${shellWord(file)} -L`]),
      ...(repairs.length === 0 ? [] : [`  Put right: ${repairs.map(repairText).join(', ')}`]),
      `  The first certificate expires on ${first.expires.toISOString().slice(0, 10)}: ${first.subject}.`,
    ].join('\n'),
  );
}

/** A way into the cluster from outside its network. */
interface PublishedListener {
  readonly name: string;
  readonly servers: readonly (string | undefined)[];
  readonly protocol: ListenerProtocol;
  readonly logins: readonly string[];
}

export const publishedListeners = ({
  listeners,
  brokers,
}: Pick<ClusterManifest, 'listeners' | 'brokers'>): readonly PublishedListener[] =>
  listeners
    .filter(({ scope }) => scope === 'published')
    .map((listener) => ({
      name: listener.name,
      servers: brokers.map(({ advertised }) => advertised[listener.name]),
      protocol: listener.protocol,
      logins: waysInto(listener),
    }));

/** For people, to whom a protocol's name need not say that nothing is encrypted. */
export const listenerLine = ({ name, servers, protocol, logins }: PublishedListener): string =>
  `  ${name.padEnd(6)} ${servers.join(',')}  (${protocol}${isEncrypted(protocol) ? '' : ', not encrypted'}, ${logins.join(' or ')})`;

const shown = (file: string): string => path.relative(process.cwd(), file);

/** Where the monitoring files are, and what of it was left out. */
function monitoringLines(workspace: Workspace, manifest: ClusterManifest): readonly string[] {
  const folder = monitoringFolder(workspace);
  if (!existsSync(folder)) {
    return [];
  }
  const has = (name: string): boolean => manifest.services.some((service) => service.name === name);
  const leftOut = has('Prometheus') && !has('Grafana') && workspace.setup?.images.origin === 'local';
  return [
    ...(leftOut ? [`  Grafana: left out, as no registry has answered for its image; ${OWN_GRAFANA}`] : []),
    `  For a Prometheus or a Grafana of your own: ${shown(folder)}`,
  ];
}
