import type { ListenerProtocol } from '../../authentication/listener-protocol';
import { distinguishedName } from '../../names/distinguished-name';
import type { ClusterNames, NodeName } from '../../names/names';
import { possibleCount, SENSE } from '../../units/sense';

/** One voter of the quorum. */
export interface KraftController {
  /** Its number among the controllers. */
  readonly id: number;
  /** Kafka's `node.id`, which no broker may have. */
  readonly nodeId: number;
  readonly node: NodeName;
}

/** What the manifest calls this kind of metadata store. */
export const KRAFT = 'kraft';

/** Role of the controllers' containers: their names begin with it. */
export const CONTROLLER_ROLE = 'controller';

/** The one listener of a controller, for brokers and the other controllers. */
export const CONTROLLER_LISTENER = 'CONTROLLER';

/** What is spoken there: both sides show certificates. */
export const CONTROLLER_PROTOCOL: ListenerProtocol = 'SSL';

/** Its port, on the backplane alone. */
export const CONTROLLER_PORT = 9093;

/** Organizational unit of their certificates. */
export const CONTROLLERS_UNIT = 'controllers';

export const controllerName = (names: ClusterNames, node: NodeName): string =>
  distinguishedName(names, node.container, CONTROLLERS_UNIT);

/** Brokers and controllers share one space of numbers; a broker's is this at most (`reserved.broker.max.id`). */
const ABOVE_BROKERS = 1000;

/** Kafka's `node.id` of the controller that a container or a volume of a cluster is named for; undefined for what is no controller's. */
export function controllerNodeIn(cluster: string, name: string): number | undefined {
  const prefix = `${cluster}-${CONTROLLER_ROLE}-`;
  const [, id] = /^(\d+)(-|$)/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? [];
  return id === undefined ? undefined : ABOVE_BROKERS + Number(id);
}

/** The voters of a quorum of that size. */
export const kraftControllers = (names: ClusterNames, controllers: number): readonly KraftController[] =>
  Array.from({ length: possibleCount(controllers, SENSE.metadataNodes) }, (_, index) => ({
    id: index + 1,
    nodeId: ABOVE_BROKERS + index + 1,
    node: names.server(CONTROLLER_ROLE, index + 1),
  }));
