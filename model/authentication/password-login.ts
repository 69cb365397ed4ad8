import { NOBODY, type ProbeIdentity, type KnownCredentials } from './probe-identity';
import { quoteJaas } from './jaas';
import type { ClientLogin, Entry, Mechanism } from './mechanism';

// What SCRAM and PLAIN have in common: a name and a password.

export const UNENCRYPTED = {
  code: 'ListenerUnencrypted',
  rule: 'a listener should encrypt what its clients say',
  unwise: true,
} as const satisfies Mechanism['unencrypted'];

const passwordOf = ({ user, password }: ClientLogin): string => {
  if (password === undefined) {
    throw new Error(`no password for ${user}, who logs in with one`);
  }
  return password;
};

/** Kafka's clients with a login module that takes name and password. */
export const passwordModule = (module: string, login: ClientLogin): readonly Entry[] => [
  [
    'sasl.jaas.config',
    `${module} required username=${quoteJaas(login.user)} password=${quoteJaas(passwordOf(login))};`,
  ],
];

export const librdkafkaPassword = (login: ClientLogin): readonly Entry[] => [
  ['sasl.username', login.user],
  ['sasl.password', passwordOf(login)],
];

/** Everyone who has the mechanism, one of them with a wrong password, and someone of whom nobody knows. */
export function passwordProbes({ passwords }: KnownCredentials, sasl: string): readonly ProbeIdentity[] {
  const users = passwords.filter(({ mechanisms }) => mechanisms.includes(sasl));
  const [first] = users;
  return [
    ...users.map(({ name, password }): ProbeIdentity => ({
      identity: name,
      expected: 'let in',
      login: { user: name, password },
    })),
    ...(first === undefined
      ? []
      : [
          {
            identity: `${first.name}, with a wrong password`,
            expected: 'credentials' as const,
            login: { user: first.name, password: `${first.password}-` },
          },
        ]),
    { identity: 'a name that nobody has', expected: 'credentials', login: { user: NOBODY, password: NOBODY } },
  ];
}
