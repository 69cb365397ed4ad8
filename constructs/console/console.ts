import { dependable, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { certificatePlan, volumeDigest } from '../../certs/plan';
import { checkArguments } from '../../model/arguments/check-arguments';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { declarationsOf } from '../cluster/declaration-registry';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import { ConsoleKind } from '../../model/console/console-kind';
import type { ConsoleSettings } from '../../model/console/console-process';
import type { ServerImage } from '../../model/cluster/image';
import { reserveHostPort } from '../cluster/cluster-registry';
import { consoleRules } from '../../model/console/console-rights';
import { ensureDockerProvider } from '../containers/docker-provider';
import { adviseOnPasswords, refuseExposure } from '../synthesis/exposure';
import { applyAfter } from '../synthesis/stack-order';
import { sizeViolations } from '../../model/units/sense';
import { throwIfAny, ValidationError } from '../../model/violation';
import { listeningHealth } from '../../model/files/health';
import { hostAndPort } from '../../model/names/host-endpoint';
import { LABELS } from '../../model/names/names';
import { PATHS } from '../../model/names/paths';
import { serverContainer } from '../containers/server-container';
import { Image, Network } from '../terraform/resources';
import type { KafkaResources } from '../resources/resources';
import type { Size } from '../../model/units/size';

/** What may be said of a web console, however it is declared. */
export interface ConsoleOptions {
  /**
   * Whether it runs. False takes the container and its user's rights away, and leaves the user's certificate where it
   * is.
   *
   * @default true
   */
  readonly enabled?: boolean;
  /**
   * Which program it is.
   *
   * @default {@link Console.kafbat}
   */
  readonly kind?: ConsoleKind;
  /**
   * Port on the host, from 1024, and in the container.
   *
   * @default 8080
   */
  readonly hostPort?: number;
  /**
   * Address on the engine's host that the port is bound to. One that other machines reach is warned about at synth, and refused for
   * a kind that asks nobody who they are, unless the cluster allows `ConsoleExposed`.
   *
   * @default `127.0.0.1`: passwords come to it unencrypted
   */
  readonly bindAddress?: string;
  /**
   * Another version means another password, made at random in the engine, for a kind that asks for one.
   *
   * @default 1
   */
  readonly passwordVersion?: number;
  /**
   * Whether it only looks. Its user has no right to change anything then, whatever the page offers. Otherwise it may
   * write records, change topics and move groups' offsets, but no users, rules or brokers.
   *
   * @default true
   */
  readonly readOnly?: boolean;
  /**
   * Whether it shows records, and so may read every topic.
   *
   * @default true; needed by `Console.quarkus()` for its list of topics
   */
  readonly records?: boolean;
  /**
   * Name of the certificate user that it connects as, made for it.
   *
   * @default console
   */
  readonly user?: string;
  /**
   * Memory limit of its container, half of which is Java heap.
   *
   * @default 768 MiB
   */
  readonly memory?: Size;
}

/** What a web console is declared by. */
export interface ConsoleProps extends ConsoleOptions {
  /** The cluster that the console shows. */
  readonly cluster: IKafkaCluster;
  /** Where the rights of its user are declared. */
  readonly resources: KafkaResources;
}

/** Who logs in to a console. */
const VISITOR = 'admin';
/** Folder of the password in its container. */
const LOGIN_SECRETS = '/etc/console/secrets';

/**
 * A web page with a cluster's topics, brokers and consumer groups, from a container that reaches the brokers by the clients network, and
 * listens on a network that no other container joins. It connects by mutual TLS as a user of its own, with just the rights that it
 * needs. It belongs into a stack of its own.
 */
export class Console extends Construct {
  /** [Kafbat UI](https://github.com/kafbat/kafka-ui), by default from its official image. It asks for a password, which `npm start` fetches. */
  public static kafbat(image?: ServerImage): ConsoleKind {
    checkArguments('Console.kafbat', [image]);
    return ConsoleKind.kafbat(image);
  }

  /**
   * Quarkus' Kafka Dev UI, for development, from an image that the set-up makes where no registry answers. It has no
   * read-only mode of its own: rights alone decide. It asks nobody who they are.
   */
  public static quarkus(image: ServerImage): ConsoleKind {
    checkArguments('Console.quarkus', [image]);
    return ConsoleKind.quarkus(image);
  }

  /** URL of its first page on the engine's host. */
  public readonly address: string;

  /**
   * @throws ValidationError `ClusterNotDeclaredHere`, `ServiceInClusterStack`, `ConsoleListenerMissing`, `BindAddressIllegal`, `HostPortIllegal`,
   * `HostPortTaken`, `ConsoleExposed`, `ServiceUserIllegal`, `ServiceUserTaken`, `PasswordVersionIllegal`, `EnginesDiffer`
   */
  public constructor(scope: Construct, id: string, props: ConsoleProps) {
    super(scope, id);
    checkArguments('Console', [scope, id, props], this.node.path);
    const declarations = declarationsOf(props.cluster, this.node.path);
    const kind = props.kind ?? Console.kafbat();
    const user = props.user ?? 'console';
    const port = props.hostPort ?? 8080;
    const bindAddress = props.bindAddress ?? '127.0.0.1';
    const readOnly = props.readOnly ?? true;
    const memory = props.memory ?? kind.memory;
    throwIfAny(sizeViolations(this.node.path, 'memory', memory));
    const stack = this.ownStack(props.cluster).node.id;
    const bootstrapServers = this.bootstrapServers(declarations.model);
    const companion = declarations.addCompanion(this.node.path, {
      ...{ stack, user, watches: false, namesContainer: true },
    });
    if (kind.hasLogin) {
      companion.addPassword(this.node.path, user, props.passwordVersion ?? 1);
    }
    const model = companion.cluster;
    this.address = `http://${hostAndPort(bindAddress, port)}${kind.page}`;
    ensureDockerProvider(this, model.engine);
    if (props.enabled === false) {
      return;
    }
    reserveHostPort(this, model, { hostAddress: bindAddress, hostPort: port });
    for (const rule of consoleRules(companion.principal, { readOnly, records: props.records ?? true })) {
      props.resources.addAcl(rule);
    }
    if (kind.hasLogin) {
      adviseOnPasswords(this, bindAddress);
    } else {
      refuseExposure(this, bindAddress, model.allowed, {
        code: 'ConsoleExposed',
        rule: 'a console of this kind must be bound to 127.0.0.1: it asks nobody who they are',
      });
    }

    const { names } = model;
    const name = names.serviceContainer(user);
    const page = names.pageNetwork(user);
    const passwords = names.servicePasswordVolume(user);
    const place: ConsoleSettings = {
      ...{ clusterName: model.name, bootstrapServers, port, readOnly, memory, secrets: PATHS.kafka.secrets },
      host: `${name}.${page}`,
      login: { user: VISITOR, secrets: LOGIN_SECRETS },
    };
    const secrets = [
      { name: names.serviceVolume(user), path: PATHS.kafka.secrets, readOnly: true },
      ...(kind.hasLogin ? [{ name: passwords, path: LOGIN_SECRETS, readOnly: true }] : []),
    ];
    const plan = certificatePlan(model);
    const network = new Network(this, 'network', {
      name: page,
      labels: [{ label: LABELS.cluster, value: model.name }],
    });
    network.overrideLogicalId(page);
    const image = new Image(this, 'image', { name: kind.image.name, keepLocally: true });
    image.overrideLogicalId(name);
    const container = serverContainer(this, model, {
      name,
      role: 'service',
      image: kind.image.name,
      ...kind.processFor(place),
      memory,
      volumes: secrets,
      networks: [page, names.clients],
      ports: [{ hostAddress: bindAddress, hostPort: port, containerPort: port }],
      health: listeningHealth(port),
      // What a running console would not notice: another certificate, another password.
      labels: { [LABELS.certificate]: secrets.map(({ name }) => volumeDigest(plan, name)).join('-') },
    });
    container.dependsOn = [dependable(image), dependable(network)];
    companion.addService({
      name: 'Web console',
      container: name,
      memory: memory.bytes,
      address: this.address,
      ...(kind.hasLogin && { login: { user: VISITOR, volume: passwords } }),
    });
  }

  private ownStack(cluster: IKafkaCluster): TerraformStack {
    const stack = TerraformStack.of(this);
    const clusterStack = TerraformStack.of(cluster);
    if (stack === clusterStack) {
      throw new ValidationError({
        code: 'ServiceInClusterStack',
        subject: this.node.path,
        rule: 'a console must be in another stack than its cluster, which holds servers alone',
        value: stack.node.id,
        remedy: 'make a TerraformStack for it',
      });
    }
    applyAfter(stack, clusterStack, this.node.path);
    return stack;
  }

  /** The listener that containers reach, with a certificate. */
  private bootstrapServers(model: ClusterModel): readonly string[] {
    const listener = model.listeners.find(
      ({ scope, authentication }) => scope === 'internal' && authentication.clientCertificate,
    );
    if (listener === undefined) {
      throw new ValidationError({
        code: 'ConsoleListenerMissing',
        subject: this.node.path,
        rule: 'a cluster with a console must have an internal listener with Authentication.mutualTls()',
        remedy:
          "add one: Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() })",
      });
    }
    return model.brokers.map((broker) => listener.advertisedFor(broker, model));
  }
}
