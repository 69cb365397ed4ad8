import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { checkArguments } from '../../model/arguments/check-arguments';
import { handedOn } from '../../model/arguments/handed-on';
import { Authentication } from '../../model/authentication/authentication';
import type { KafkaClusterProps } from '../../model/declaration/cluster-props';
import { nameViolations } from '../../model/declaration/cluster-violations';
import { Listener } from '../../model/listeners/listener';
import { statePlaceViolations } from '../../model/setup/state-place';
import { throwIfAny, type Violation } from '../../model/violation';
import { KafkaBase } from '../cluster/base';
import { KafkaCluster } from '../cluster/cluster';
import { Console, type ConsoleProps } from '../console/console';
import { Monitoring } from '../monitoring/monitoring';
import type { MonitoringProps } from '../monitoring/monitoring-props';
import { KafkaResources } from '../resources/resources';
import { keepState } from './keep-state';
import type { KafkaPlatformProps, PlatformMonitoringProps } from './platform-props';
import { ProjectTools } from './project-tools';

/**
 * A cluster with all that belongs to it, each part in the stack that it needs: what its servers stand on, the servers, topics, users and
 * rights, monitoring, a web console. Servers are replaced one at a time, certificates taken up while brokers run, and images are those
 * that `cdktf-kafka setup` has made or found. Each part can be declared alone as well, for what is said of none here.
 */
export class KafkaPlatform extends Construct {
  /** Its servers. */
  public readonly cluster: KafkaCluster;
  /** What they stand on. */
  public readonly base: KafkaBase;
  /** Where topics, users and rights are declared. */
  public readonly resources: KafkaResources;
  /** What watches it; undefined where that was asked for, and before the set-up has run. */
  public readonly monitoring?: Monitoring;
  /** Its web console. */
  public readonly console: Console;

  /**
   * @param scope the app
   * @param id name of the cluster, and beginning of the stacks’ names
   * @throws ValidationError `ClusterNameIllegal`, `PlatformInStack`, `ListenerPortsTwice`, `ProjectShared`, `StatePlaceIllegal`, and what the parts throw
   * @throws OperationError `SetupUnreadable`
   */
  public constructor(scope: Construct, id: string, props: KafkaPlatformProps = {}) {
    super(scope, id);
    checkArguments('KafkaPlatform', [scope, id, props], this.node.path);
    throwIfAny([
      ...nameViolations(this.node.path, { name: id }),
      ...placeViolations(this),
      ...portViolations(this.node.path, props),
      ...statePlaceViolations(this.node.path, props.state),
    ]);
    const { listeners, data, monitoring, console, state = 'local' } = props;
    const tools = ProjectTools.forCluster(this, id);
    const stack = (part: string): TerraformStack => {
      // Beside this one and not below it: a stack’s name is then that of its folder, and of its part of the tree.
      const made = new TerraformStack(scope, `${id}-${part}`);
      keepState(made, state);
      return made;
    };
    const images = monitoring?.enabled === false ? undefined : (monitoring?.images ?? tools.monitoringImages);
    this.cluster = new KafkaCluster(stack('cluster'), 'Kafka', {
      ...handedOn<KafkaClusterProps>('KafkaClusterProps', props),
      ...{ name: id, gate: tools.gate, reload: tools.reload },
      listeners: listeners ?? defaultListeners(props),
      images: props.images ?? tools.images,
      metrics: props.metrics ?? images !== undefined,
    });
    const { cluster } = this;
    this.base = new KafkaBase(stack('base'), 'Base', {
      ...{ cluster, data, onIssued: tools.onIssued, handover: tools.handover },
    });
    this.resources = new KafkaResources(stack('resources'), 'Resources', { cluster });
    const { resources } = this;
    if (images !== undefined) {
      this.monitoring = new Monitoring(stack('monitoring'), 'Monitoring', {
        ...handedOn<MonitoringProps>('MonitoringProps', monitoring),
        ...{ cluster, resources, images, grafana: grafanaOf(monitoring, tools) },
      });
    }
    this.console = new Console(stack('console'), 'Console', {
      ...handedOn<ConsoleProps>('ConsoleProps', console),
      ...{ cluster, resources, kind: console?.kind ?? tools.consoleKind },
    });
  }
}

/** What a client can come in by where nothing else is said. */
function defaultListeners({
  scramPort = 19_092,
  mtlsPort = 19_192,
  hosts = [],
}: KafkaPlatformProps): readonly Listener[] {
  // Each broker is reached at its host's address.
  const bindAddress = hosts.length > 1 ? '0.0.0.0' : undefined;
  return [
    Listener.published('scram', {
      ...{ firstHostPort: scramPort, authentication: Authentication.scram(), bindAddress },
    }),
    Listener.published('mtls', {
      ...{ firstHostPort: mtlsPort, authentication: Authentication.mutualTls(), bindAddress },
    }),
    Listener.internal('scram-internal', { port: 9094, authentication: Authentication.scram() }),
    Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
  ];
}

/** Its official image can't be had where no registry answers. */
const grafanaOf = (
  { grafana = {} }: PlatformMonitoringProps = {},
  { hasRegistry }: ProjectTools,
): MonitoringProps['grafana'] => (grafana.image === undefined && !hasRegistry ? undefined : grafana);

const placeViolations = (platform: Construct): readonly Violation[] =>
  platform.node.scopes.some((scope) => TerraformStack.isStack(scope))
    ? [
        {
          code: 'PlatformInStack',
          subject: platform.node.path,
          rule: 'a platform must be in the app itself: it makes a stack for each of its parts',
          remedy: 'give it the app as its scope',
        },
      ]
    : [];

const portViolations = (
  subject: string,
  { listeners, scramPort, mtlsPort }: KafkaPlatformProps,
): readonly Violation[] =>
  listeners === undefined || (scramPort === undefined && mtlsPort === undefined)
    ? []
    : [
        {
          code: 'ListenerPortsTwice',
          subject,
          rule: 'scramPort and mtlsPort must not be given beside listeners, which have ports of their own',
          remedy: 'leave them out, or leave out listeners for the default ones',
        },
      ];
