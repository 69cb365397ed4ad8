import { Image } from '@cdktf/provider-docker/lib/image';
import { dependable, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { certificatePlan, identityDigest } from '../../certs/plan';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { declarationsOf } from '../cluster/declaration-registry';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import { ConsoleKind } from '../../model/console/console-kind';
import type { ServerImage } from '../../model/cluster/image';
import { reserveHostPort } from '../cluster/cluster-registry';
import { consoleRules } from '../../model/console/console-rights';
import { ensureDockerProvider } from '../containers/docker-provider';
import { adviseOnExposure } from '../synthesis/exposure';
import { ValidationError } from '../../model/violation';
import { listeningHealth } from '../../model/files/health';
import { hostAndPort } from '../../model/names/host-endpoint';
import { LABELS } from '../../model/names/names';
import { PATHS } from '../../model/names/paths';
import { serverContainer } from '../containers/server-container';
import type { KafkaResources } from '../resources/resources';
import type { Size } from '../../model/units/size';

/** What a web console is declared by. */
export interface ConsoleProps {
  /** The cluster that the console shows. */
  readonly cluster: IKafkaCluster;
  /** Where the rights of its user are declared. */
  readonly resources: KafkaResources;
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
   * Address on the engine's host that the port is bound to. Another one is warned about at synth.
   *
   * @default `127.0.0.1`: a console asks nobody who they are, and shows what its own user may see to everyone who
   * reaches the port
   */
  readonly bindAddress?: string;
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

/**
 * A web page with a cluster's topics, brokers and consumer groups, from a container on the clients network. It connects by
 * mutual TLS as a user of its own, with just the rights that it needs. It belongs into a stack of its own.
 */
export class Console extends Construct {
  /** [Kafbat UI](https://github.com/kafbat/kafka-ui), by default from its official image. */
  public static kafbat(image?: ServerImage): ConsoleKind {
    return ConsoleKind.kafbat(image);
  }

  /**
   * Quarkus' Kafka Dev UI, for development, from an image that `npm start` makes where no registry answers. It has no
   * read-only mode of its own: rights alone decide.
   */
  public static quarkus(image: ServerImage): ConsoleKind {
    return ConsoleKind.quarkus(image);
  }

  /** URL of its first page on the engine's host. */
  public readonly address: string;

  /**
   * @throws ValidationError `ClusterNotDeclaredHere`, `ServiceInClusterStack`, `ConsoleListenerMissing`, `BindAddressIllegal`, `HostPortIllegal`,
   * `HostPortTaken`, `ServiceUserIllegal`, `ServiceUserTaken`, `EnginesDiffer`
   */
  public constructor(scope: Construct, id: string, props: ConsoleProps) {
    super(scope, id);
    const declarations = declarationsOf(props.cluster, this.node.path);
    const kind = props.kind ?? Console.kafbat();
    const user = props.user ?? 'console';
    const port = props.hostPort ?? 8080;
    const bindAddress = props.bindAddress ?? '127.0.0.1';
    const readOnly = props.readOnly ?? true;
    const memory = props.memory ?? kind.memory;
    const stack = this.ownStack(props.cluster).node.id;
    const bootstrapServers = this.bootstrapServers(declarations.model);
    const companion = declarations.addCompanion(this.node.path, {
      ...{ stack, user, watches: false, namesContainer: true },
    });
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
    adviseOnExposure(this, bindAddress, {
      code: 'ConsoleExposed',
      rule: 'a console should be bound to 127.0.0.1: it has no login',
      unwise: true,
    });

    const name = model.names.serviceContainer(user);
    const place = { clusterName: model.name, bootstrapServers, port, readOnly, memory, secrets: PATHS.kafka.secrets };
    const image = new Image(this, 'image', { name: kind.image.name, keepLocally: true });
    image.overrideLogicalId(name);
    const container = serverContainer(this, model, {
      name,
      role: 'service',
      image: kind.image.name,
      ...kind.processFor(place),
      memory,
      volumes: [{ name: model.names.serviceVolume(user), path: PATHS.kafka.secrets, readOnly: true }],
      networks: [model.names.clients],
      ports: [{ hostAddress: bindAddress, hostPort: port, containerPort: port }],
      health: listeningHealth(port),
      labels: { [LABELS.certificate]: certificateDigest(model, user) },
    });
    container.dependsOn = [dependable(image)];
    companion.addService({
      name: 'Web console',
      container: name,
      memory: memory.bytes,
      address: this.address,
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
    stack.addDependency(clusterStack);
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

/** Changes when the user's certificate is issued anew, which a running console would not notice. */
function certificateDigest(model: ClusterModel, user: string): string {
  return certificatePlan(model)
    .identities.filter(({ name }) => name === user)
    .map(identityDigest)
    .join('-');
}
