/** A user whose credentials the cluster itself makes, and keeps in files. */
export interface ClusterUser {
  /** Also Kafka's principal, `User:NAME`. */
  readonly name: string;
  /** The mechanism that it logs in by, by the manifest's name. */
  readonly mechanism: string;
  /** A higher one has other credentials made, where its mechanism makes some for it alone; 1 at first. */
  readonly version: number;
  /** Where its password is, for one that brings its own. */
  readonly passwordFile?: string;
}

/** The users of a mechanism. */
export const usersBy = (
  { users }: { readonly users: readonly ClusterUser[] },
  mechanism: string,
): readonly ClusterUser[] => users.filter((user) => user.mechanism === mechanism);

/** Their names. */
export const userNamesBy = (
  cluster: { readonly users: readonly ClusterUser[] },
  mechanism: string,
): readonly string[] => usersBy(cluster, mechanism).map(({ name }) => name);
