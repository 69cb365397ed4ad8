import type Docker from 'dockerode';
import type { StackResources } from '../model/retirement/stack-resources';
import { LABELS } from '../model/names/names';
import type { Violation } from '../model/violation';
import { OTHER_NAME } from '../model/setup/declared-otherwise';

type Kind = 'container' | 'network' | 'volume';

/** What bears a name on an engine, whoever made it. */
export interface Bearer {
  readonly kind: Kind;
  readonly name: string;
  /** The cluster that it belongs to by its label. */
  readonly cluster?: string;
}

type Labels = Readonly<Record<string, string>> | null | undefined;

/** All that an engine has. */
export async function bearersOn(engine: Docker): Promise<readonly Bearer[]> {
  const [containers, networks, { Volumes: volumes }] = await Promise.all([
    engine.listContainers({ all: true }),
    engine.listNetworks(),
    engine.listVolumes(),
  ]);
  const bearer = (kind: Kind, name: string, labels: Labels): Bearer => ({
    ...{ kind, name, cluster: labels?.[LABELS.cluster] },
  });
  return [
    ...containers.flatMap(({ Names, Labels }) => Names.map((name) => bearer('container', name.slice(1), Labels))),
    ...networks.map(({ Name, Labels }) => bearer('network', Name, Labels as Labels)),
    ...volumes.map(({ Name, Labels }) => bearer('volume', Name, Labels)),
  ];
}

/**
 * Names that a declaration wants and something else bears. A container would fail half way; a volume would be taken for the cluster's own,
 * with whatever is in it, and removed with the cluster.
 *
 * @param known addresses in the states of this checkout: what is in there is the cluster's, also without a label
 */
export function foreignNames(
  { name: cluster }: { readonly name: string },
  declared: readonly Pick<StackResources, `${Kind}s`>[],
  bearers: readonly Bearer[],
  known: ReadonlySet<string>,
): readonly Violation[] {
  const wanted: Readonly<Record<Kind, ReadonlySet<string>>> = {
    container: new Set(declared.flatMap(({ containers }) => containers)),
    network: new Set(declared.flatMap(({ networks }) => networks)),
    volume: new Set(declared.flatMap(({ volumes }) => volumes)),
  };
  return bearers
    .filter(
      ({ kind, name, cluster: owner }) =>
        wanted[kind].has(name) && owner !== cluster && !known.has(`docker_${kind}.${name}`),
    )
    .map(({ kind, name, cluster: owner }) => ({
      code: 'NameInUse',
      subject: `cluster ${cluster}`,
      rule: `the name of its ${kind} must be free on the engine, and ${owner === undefined ? 'something that is no cluster’s' : `the cluster ${owner}`} has it`,
      value: name,
      remedy: `rename what has it, or remove it where nobody needs it, or give this cluster ${OTHER_NAME}`,
    }));
}
