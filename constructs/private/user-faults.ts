import type { ClusterModel } from './cluster-model';
import { type Advice, duplicates, type Fault } from './fault';

/** Names that no user may have: those of the cluster's own identities and servers. */
export const ownNames = ({ brokers, zookeepers }: ClusterModel): readonly string[] => [
  'admin',
  'zookeeper-client',
  ...brokers.flatMap(({ id, node }) => [`broker-${id}`, node.container]),
  ...zookeepers.flatMap(({ id, node }) => [`zookeeper-${id}`, node.container]),
];

/** What is wrong with the users that a cluster itself declares. */
export function userFaults(subject: string, model: ClusterModel): readonly (Fault | Advice)[] {
  const plain = model.plainUsers.map(({ name }) => name);
  const own = new Set(ownNames(model));
  return [
    ...nameFaults(`${subject}/certificateUsers`, 'a certificate user', model.certificateUsers, own),
    ...nameFaults(`${subject}/plainUsers`, 'a PLAIN user', plain, own),
    ...duplicates([...model.certificateUsers, ...plain], {
      code: 'UserDuplicate',
      subject,
      what: 'names of certificateUsers and plainUsers, who would share their rights,',
    }),
    ...plainFaults(subject, model),
  ];
}

function nameFaults(
  subject: string,
  what: string,
  names: readonly string[],
  own: ReadonlySet<string>,
): readonly Fault[] {
  return names
    .filter((name) => !/^[a-zA-Z0-9][a-zA-Z0-9._-]{0,63}$/.test(name) || own.has(name))
    .map((name) => ({
      code: 'UserNameIllegal',
      subject,
      rule: `${what} must be named by up to 64 letters, digits, ., _ and -, and not like the administrator or a server`,
      value: name,
      remedy: 'rename the user',
    }));
}

function plainFaults(subject: string, model: ClusterModel): readonly (Fault | Advice)[] {
  const faults: Fault[] = [];
  const listeners = model.listeners.filter(({ authentication }) => authentication.usesPlain);
  if (listeners.length > 0 && model.plainUsers.length === 0) {
    faults.push({
      code: 'PlainUsersMissing',
      subject: `${subject}/plainUsers`,
      rule: 'a cluster with a PLAIN listener must have a PLAIN user',
      remedy: 'name one in plainUsers, or take PLAIN away from the listener',
    });
  }
  if (listeners.length === 0 && model.plainUsers.length > 0) {
    faults.push({
      code: 'PlainListenerMissing',
      subject: `${subject}/plainUsers`,
      rule: 'a cluster with PLAIN users must have a listener with PLAIN',
      remedy: 'add one with Authentication.plain(), or leave plainUsers out',
    });
  }
  for (const { name } of listeners.filter(({ authentication }) => !authentication.usesTls)) {
    faults.push({
      code: 'PlainWithoutTls',
      subject: `${subject}/listeners/${name}`,
      rule: 'a listener with PLAIN must be encrypted: clients send their passwords as they are',
      value: 'SASL_PLAINTEXT',
      remedy: "take withoutTls() away, or let it through: allow: ['PlainWithoutTls']",
    });
  }
  for (const { name, passwordVersion } of model.plainUsers) {
    if (!Number.isInteger(passwordVersion) || passwordVersion < 1) {
      faults.push({
        code: 'PasswordVersionIllegal',
        subject: `${subject}/plainUsers/${name}`,
        rule: 'passwordVersion must be a whole number, 1 at least',
        value: passwordVersion,
        remedy: 'count it up from 1',
      });
    }
  }
  return faults;
}
