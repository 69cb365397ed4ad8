import type Docker from 'dockerode';

interface Labelled {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
  /** When a container was made, in seconds since 1970; by default long ago. */
  readonly created?: number;
}

/** What an engine has, by kind. */
export interface Belongings {
  containers: Labelled[];
  networks: Labelled[];
  volumes: Labelled[];
}

interface Query {
  readonly filters?: { readonly label?: readonly string[] };
}

/** An engine that has these, finds them by their labels and lets them be removed, but for those that somebody uses. */
export function labelledEngine(has: Belongings, inUse: readonly string[] = []): Docker {
  const find = (kind: keyof Belongings, { filters }: Query): readonly Labelled[] =>
    has[kind].filter(({ labels }) =>
      (filters?.label ?? []).every((wanted) => {
        const [key = '', value] = wanted.split('=');
        return value === undefined ? key in labels : labels[key] === value;
      }),
    );
  const removable = (kind: keyof Belongings) => (id: string) => ({
    remove: (): Promise<void> => {
      if (inUse.includes(id)) {
        return Promise.reject(Object.assign(new Error(`${id} is in use`), { statusCode: 403 }));
      }
      has[kind] = has[kind].filter((each) => each.id !== id);
      return Promise.resolve();
    },
  });
  return {
    listContainers: (query: Query) =>
      Promise.resolve(
        find('containers', query).map(({ id, labels, created = 0 }) => ({ Id: id, Labels: labels, Created: created })),
      ),
    listNetworks: (query: Query) =>
      Promise.resolve(find('networks', query).map(({ id, labels }) => ({ Id: id, Labels: labels }))),
    listVolumes: (query: Query) =>
      Promise.resolve({ Volumes: find('volumes', query).map(({ id, labels }) => ({ Name: id, Labels: labels })) }),
    getContainer: removable('containers'),
    getNetwork: removable('networks'),
    getVolume: removable('volumes'),
  } as unknown as Docker;
}
