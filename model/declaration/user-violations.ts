import { MECHANISMS } from '../authentication/mechanisms';
import { ANONYMOUS } from '../authentication/anonymous';
import type { ClusterModel } from '../cluster/cluster-model';
import { serverNodes } from '../cluster/metadata-store';
import { type Advice, duplicates, type Violation } from '../violation';

/** Names that no user may have: those of the cluster's own identities and servers, and of nobody. */
export const ownNames = (cluster: ClusterModel): readonly string[] => [
  ANONYMOUS,
  'admin',
  ...cluster.brokers.map(({ id }) => `broker-${id}`),
  ...cluster.store.identities(cluster).map(({ name }) => name),
  ...serverNodes(cluster).map(({ container }) => container),
];

/** What is wrong with the users that a cluster itself declares, and with how they log in. */
export function userViolations(subject: string, model: ClusterModel): readonly (Violation | Advice)[] {
  const declarations = MECHANISMS.flatMap(({ users }) => users?.declaration ?? []);
  const own = new Set(ownNames(model));
  return [
    ...declarations.flatMap(({ what, names }) => nameViolations(subject, what, names(model), own)),
    ...duplicates(
      declarations.flatMap(({ names }) => names(model)),
      {
        code: 'UserDuplicate',
        subject,
        what: `names of ${inWords(declarations.map(({ prop }) => prop))}, who would share their rights,`,
      },
    ),
    ...MECHANISMS.flatMap(({ violations }) => violations?.(subject, model) ?? []),
  ];
}

/** What is missing when everything has been declared: users may be added until then. */
export const missingUserViolations = (subject: string, model: ClusterModel): readonly Violation[] =>
  MECHANISMS.flatMap(({ missing }) => missing?.(subject, model) ?? []);

/** `a, b and c`. */
const inWords = (words: readonly string[]): string =>
  [words.slice(0, -1).join(', '), ...words.slice(-1)].filter((part) => part !== '').join(' and ');

/** A user as the subject of a violation. */
export const userSubject = (subject: string, name: string): string => `${subject}/user ${name}`;

function nameViolations(
  subject: string,
  what: string,
  names: readonly string[],
  own: ReadonlySet<string>,
): readonly Violation[] {
  return names
    .filter((name) => !/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(name) || own.has(name))
    .map((name) => ({
      code: 'UserNameIllegal',
      subject: userSubject(subject, name),
      rule: `${what} must be named by up to 64 letters, digits, ., _ and -, and not like the administrator, a server or ${ANONYMOUS}, the name of clients that do not log in`,
      value: name,
      remedy: 'rename the user',
    }));
}
