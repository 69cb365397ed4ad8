import { hostsOf, type Placed, type Placement } from '../../model/placement/placement';
import { CodedError, type Violation } from '../../model/violation';
import { Engines } from './engines';
import { unreachableHost } from './unreachable-engine';
import { explain } from '../wait';

/** What an engine says of itself, as far as it counts for others. */
export interface EngineAbout {
  readonly Architecture: string;
  readonly Swarm: {
    /** `inactive`, `pending`, `active`, `error` or `locked`. */
    readonly LocalNodeState: string;
    /** Empty where it is no member. */
    readonly NodeID: string;
    /** Whether it is a manager. */
    readonly ControlAvailable: boolean;
  };
}

/** A member of a Swarm, as its managers list it. */
export interface SwarmNode {
  readonly ID: string;
  readonly Status: { readonly State: string };
}

/** An engine of a cluster, and what it has answered. */
export interface AskedEngine {
  readonly placement: Placement;
  /** Undefined where it has not. */
  readonly about: EngineAbout | undefined;
  /** Why it has not, where that is known. */
  readonly failure?: readonly Violation[];
}

/** What members of a Swarm reach each other by. */
const PORTS = 'TCP 2377 and 7946, UDP 7946 and 4789';

/**
 * What keeps servers on several engines apart, and which images can't be for all of them: each must answer, be a member of the Swarm whose manager
 * the cluster's own is, and have the same architecture. One engine alone needs no Swarm.
 */
export async function swarmViolations(
  cluster: Placed & { readonly name: string },
  engines = new Engines(cluster),
): Promise<readonly Violation[]> {
  const placements = hostsOf(cluster);
  if (placements.length < 2) {
    return [];
  }
  // In the same order, the cluster's own first.
  const asked = engines.all().map(async (engine, index): Promise<AskedEngine> => {
    const placement = placements[index] ?? { address: '' };
    try {
      return { placement, about: (await engine.info()) as EngineAbout };
    } catch (error) {
      const failure =
        error instanceof CodedError ? error.violations : [unreachableHost(nameOf(placement), explain(error))];
      return { placement, about: undefined, failure };
    }
  });
  return judgeSwarm(
    cluster.name,
    await Promise.all(asked),
    () => engines.own.listNodes() as Promise<readonly SwarmNode[]>,
  );
}

/**
 * Judges engines by what they have said, the cluster's own first.
 *
 * @param nodes asks the cluster's own engine for the members, which a manager alone knows
 */
export async function judgeSwarm(
  cluster: string,
  [own, ...others]: readonly AskedEngine[],
  nodes: () => Promise<readonly SwarmNode[]>,
): Promise<readonly Violation[]> {
  if (own === undefined) {
    return [];
  }
  const silent = [own, ...others]
    .filter((engine) => engine.about === undefined)
    .flatMap(({ placement, failure }) => failure ?? [unreachableHost(nameOf(placement))]);
  const { about } = own;
  if (about === undefined) {
    return silent;
  }
  const [unmanaged] = managerViolations(cluster, own.placement, about);
  if (unmanaged !== undefined) {
    return [...silent, unmanaged];
  }
  const states = new Map((await nodes()).map(({ ID, Status }) => [ID, Status.State]));
  return [
    ...silent,
    ...others.flatMap(({ placement, about: other }) =>
      other === undefined
        ? []
        : [
            ...memberViolations(placement, states.get(other.Swarm.NodeID), own.placement),
            ...architectureViolations(placement, other, about),
          ],
    ),
  ];
}

function managerViolations(cluster: string, placement: Placement, { Swarm: swarm }: EngineAbout): readonly Violation[] {
  const { LocalNodeState: state, ControlAvailable: isManager } = swarm;
  if (state === 'active' && isManager) {
    return [];
  }
  const subject = nameOf(placement);
  return [
    state === 'active'
      ? {
          code: 'SwarmManagerMissing',
          subject,
          rule: `the engine of cluster ${cluster} must be a manager of the Swarm: networks are made there`,
          value: 'a worker',
          remedy: 'promote it (docker node promote, on a manager), or give one that is a manager as the engine',
        }
      : {
          code: 'SwarmMissing',
          subject,
          rule: `the engine of cluster ${cluster} must be in a Swarm, whose networks its servers on several engines share`,
          value: state,
          remedy: `run on it: docker swarm init --advertise-addr ${placement.address}`,
        },
  ];
}

function memberViolations(placement: Placement, state: string | undefined, own: Placement): readonly Violation[] {
  const subject = nameOf(placement);
  switch (state) {
    case 'ready':
      return [];
    case undefined:
      return [
        {
          code: 'SwarmMemberMissing',
          subject,
          rule: `must be a member of the Swarm of ${nameOf(own)}`,
          value: 'none of its nodes',
          remedy: `run on it what docker swarm join-token worker says on ${nameOf(own)}; a member of another Swarm leaves that first (docker swarm leave)`,
        },
      ];
    default:
      return [
        {
          code: 'SwarmMemberUnready',
          subject,
          rule: 'the Swarm’s managers must reach it',
          value: state,
          remedy: `open ${PORTS} between the hosts, and look at docker node ls on ${nameOf(own)}`,
        },
      ];
  }
}

const architectureViolations = (
  placement: Placement,
  { Architecture: value }: EngineAbout,
  own: EngineAbout,
): readonly Violation[] =>
  value === own.Architecture
    ? []
    : [
        {
          code: 'EngineArchitectureDiffers',
          subject: nameOf(placement),
          rule: `must have the architecture of the cluster's own engine, ${own.Architecture}: all servers run from the same images`,
          value,
          remedy: 'take hosts of one architecture',
        },
      ];

const nameOf = ({ engine, address }: Placement): string => `engine ${engine ?? address}`;
