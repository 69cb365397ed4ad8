import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { App } from 'cdktf';
import type { Construct } from 'constructs';
import { checkArguments } from '../../model/arguments/check-arguments';
import { ServerImage } from '../../model/cluster/image';
import { ConsoleKind } from '../../model/console/console-kind';
import type { KafkaClusterImages } from '../../model/declaration/cluster-props';
import { nameViolations } from '../../model/declaration/cluster-violations';
import { shellCommand } from '../../model/formats/shell';
import { parseSetup, PROMISED_SETUP, recordPath, type Setup } from '../../model/setup/setup-record';
import { throwIfAny, type Violation } from '../../model/violation';
import type { MonitoringImages } from '../monitoring/monitoring-props';

/** This package’s own command: as it is installed, or in its checkout. */
const COMMANDS = path.join(__dirname, '..', '..', 'cli');
const CHECKOUT_COMMAND = path.join(COMMANDS, 'run.mjs');
const OWN_COMMAND = existsSync(CHECKOUT_COMMAND) ? CHECKOUT_COMMAND : path.join(COMMANDS, 'bin.js');

/** The cluster that a project is for, by its app. */
const CLUSTERS = new WeakMap<App, string>();

/** Its images, users’ files and passwords lie in one place, and one cluster’s would be taken for the other’s. */
const sharingViolations = (first: string, name: string): readonly Violation[] =>
  first === name
    ? []
    : [
        {
          code: 'ProjectShared',
          subject: name,
          rule: `a project must be for one cluster, whose images, users’ files and passwords are in its folder out, and ${first} is declared here`,
          remedy: `give it a project of its own (cdktf-kafka init ${name}), or declare it by KafkaCluster alone`,
        },
      ];

/**
 * What this package’s commands do for a cluster’s declaration in a project: how Terraform calls them, and the images that they have made
 * or found (`out/setup.json`). `KafkaPlatform` has it built in; who puts the parts together alone takes it from here.
 */
export class ProjectTools {
  /**
   * Those for one cluster of an app, whose project is the working directory.
   *
   * @param scope the app, or any construct of it
   * @param name of the cluster
   * @throws ValidationError `ClusterNameIllegal`, `ProjectShared`
   * @throws OperationError `SetupUnreadable`
   */
  public static forCluster(scope: Construct, name: string): ProjectTools {
    checkArguments('ProjectTools.forCluster', [scope, name]);
    const app = App.of(scope);
    throwIfAny(sharingViolations(CLUSTERS.get(app) ?? name, name));
    CLUSTERS.set(app, name);
    const promised: unknown = scope.node.tryGetContext(PROMISED_SETUP);
    return ProjectTools.of(name, app.outdir, promised);
  }

  /**
   * @param synthesized folder that the app is synthesized into
   * @param promised record that stands above the project's
   * @internal
   */
  public static of(name: string, synthesized: string, promised?: unknown): ProjectTools {
    throwIfAny(nameViolations('ProjectTools', { name }));
    const folder = process.cwd();
    const record = recordPath(path.join(folder, 'out'));
    return new ProjectTools(
      commandFor(name, folder, path.resolve(synthesized)),
      promised === undefined
        ? existsSync(record)
          ? parseSetup(record, readFileSync(record, 'utf8'))
          : undefined
        : parseSetup(PROMISED_SETUP, JSON.stringify(promised)),
    );
  }

  /** The `gate` of a `KafkaCluster`: servers are replaced one at a time. */
  public readonly gate: string;
  /** The `reload` of a `KafkaCluster`: brokers take up certificates while they run. */
  public readonly reload: string;
  /** The `onIssued` of a `KafkaBase`: the administrator’s files are fetched as soon as there are any. */
  public readonly onIssued: string;
  /** The `handover` of a `KafkaBase`: servers on other hosts get their certificates. */
  public readonly handover: string;
  /** Images of the servers; undefined before the set-up has run, and the official ones are taken then. */
  public readonly images?: KafkaClusterImages;
  /** Images of what watches the cluster; undefined before the set-up has run. */
  public readonly monitoringImages?: MonitoringImages;
  /** Which web console can be had here. */
  public readonly consoleKind: ConsoleKind;
  /** Whether official images can be had, as far as is known. */
  public readonly hasRegistry: boolean;

  private constructor(command: (name: string, ...more: readonly string[]) => string, setup: Setup | undefined) {
    this.gate = command('gate');
    // A deployment that changes no broker which runs has none to ask, and one that makes a cluster fetches files while its servers start.
    this.reload = `[ "$KAFKA_BROKERS" = none ] || ${command('reload')}`;
    this.handover = command('handover');
    this.onIssued = `[ "$KAFKA_CLIENTS" = later ] || ${command('clients', '--user', 'admin')}`;
    const images = setup?.images;
    this.images = images && clusterImages(images);
    this.monitoringImages = images?.monitoring && monitoringImages(images.monitoring);
    this.consoleKind =
      images?.console === undefined ? ConsoleKind.kafbat() : ConsoleKind.quarkus(ServerImage.named(images.console));
    this.hasRegistry = images?.origin !== 'local';
  }
}

/**
 * How Terraform calls a command, from the folder of a stack. Where the stacks lie in the project, paths are relative, so that a plan which
 * was made in one checkout is applied in another, and the command finds the project from there; elsewhere it is told.
 */
function commandFor(
  name: string,
  folder: string,
  synthesized: string,
): (command: string, ...more: readonly string[]) => string {
  const isWithin = !path.relative(folder, synthesized).startsWith('..');
  const program = isWithin ? path.relative(path.join(synthesized, 'stacks', 'any'), OWN_COMMAND) : OWN_COMMAND;
  const files = isWithin
    ? []
    : [
        ...['--manifest', path.join(synthesized, 'kafka', `${name}.json`)],
        ...['--clients', path.join(folder, 'out', 'clients')],
      ];
  const out = isWithin ? [] : ['--out', path.join(folder, 'out')];
  // Terraform alone, started without the environment of this synthesis, calls it for this cluster too.
  return (command, ...more) =>
    `KAFKA_CLUSTER=${name} ${shellCommand('node', program, command, ...files, ...(command === 'gate' ? out : []), ...more)}`;
}

type Images = Setup['images'];

function clusterImages({ servers, metricsAgent, origin, kerberos }: Images): KafkaClusterImages {
  const { kafka, ...metadata } = Object.fromEntries(
    Object.entries(servers).map(([name, { tag, archive }]) => [
      name,
      ServerImage.named(tag, { classDataArchive: archive, metricsAgent }),
    ]),
  );
  return { kafka, metadata, origin, kerberos: kerberos === undefined ? undefined : ServerImage.named(kerberos) };
}

const monitoringImages = ({
  exporter,
  prometheus,
  nodeExporter,
}: NonNullable<Images['monitoring']>): MonitoringImages => ({
  exporter: ServerImage.named(exporter),
  prometheus: prometheus === undefined ? undefined : ServerImage.named(prometheus),
  nodeExporter: nodeExporter === undefined ? undefined : ServerImage.named(nodeExporter),
});
