import { createHash } from 'node:crypto';
import { isIP } from 'node:net';
import { MECHANISMS } from '../model/authentication/mechanisms';
import type { BrokerModel } from '../model/cluster/cluster-basis';
import type { ClusterModel } from '../model/cluster/cluster-model';
import type { MetadataIdentity } from '../model/cluster/metadata-store';
import { administratorName, brokerName, authorityName, clientName } from '../model/names/distinguished-name';
import { secretsVolume } from '../model/names/names';
import { isFirst, versionWord } from '../model/certificates/authority-version';
import {
  type Authority,
  AUTHORITY_NAMES,
  AUTHORITY_PROPS,
  type AuthorityName,
  type CertificatePlan,
  type Identity,
  type Password,
  type StoreLocation,
} from '../model/certificates/identity';
import type { Violation } from '../model/violation';

/**
 * Which identities a cluster needs, with which names and uses. Servers are signed by one authority and clients by another:
 * the replication listener and metadata servers trust the first alone, so that no client certificate is even heard there.
 */
export function certificatePlan(cluster: ClusterModel): CertificatePlan {
  const { names } = cluster;
  const identities = [
    ...cluster.brokers.map((broker) => brokerIdentity(cluster, broker)),
    ...cluster.store.identities(cluster).map((identity) => metadataIdentity(cluster, identity)),
    clientIdentity(cluster, 'admin', 'admin', administratorName(names)),
    ...MECHANISMS.flatMap(({ users }) => users?.certificates?.(cluster) ?? []).map(({ name, version }) => ({
      ...clientIdentity(cluster, name, 'client', clientName(names, name)),
      ownVersion: version,
    })),
    ...cluster.serviceUsers.map((user) => serviceIdentity(cluster, user)),
  ];
  return {
    authorities: [authorityOf(cluster, 'cluster'), authorityOf(cluster, 'clients')],
    identities,
    passwords: [
      ...MECHANISMS.flatMap(({ users }) => users?.passwords?.(cluster) ?? []),
      ...cluster.servicePasswords.map(({ service, version }) => ({
        // No user can be called like that.
        name: `_${service}`,
        version,
        locations: [{ volume: names.servicePasswordVolume(service), folder: '' }],
      })),
    ],
    record:
      cluster.expiryReader === undefined
        ? undefined
        : {
            volume: names.serviceVolume(cluster.expiryReader),
            // Brokers show theirs to everyone who asks.
            identities: identities.filter(({ role }) => role !== 'broker').map(({ name }) => name),
          },
  };
}

/** What the authorities that a cluster was given are unfit for, among the identities that they are to sign. */
export function unfitAuthorities(
  subject: string,
  cluster: ClusterModel,
  isNew: (identity: Identity) => boolean = () => true,
): readonly Violation[] {
  const identities = certificatePlan(cluster).identities.filter(isNew);
  return AUTHORITY_NAMES.flatMap(
    (name) =>
      cluster.authorities[name]?.violationsFor(
        `${subject}/authorities/${AUTHORITY_PROPS[name]}`,
        identities.filter(({ signedBy }) => signedBy === name),
      ) ?? [],
  );
}

/** Says of a password that it is not made at random, in the volumes of clusters that stand, too. */
const PROVIDED = 'brought';

/** Tab-separated lines for the script that issues: authorities, identities, passwords, and the record of ends. */
export function renderPlan(plan: CertificatePlan): string {
  const lines = [
    ...plan.authorities.map(({ name, distinguishedName, validityDays, provided, version, former = '-' }) => [
      'authority',
      name,
      distinguishedName,
      String(validityDays),
      ...(provided === undefined ? [] : [provided.keyDigest, provided.certificateDigest]),
      ...(version === undefined ? [] : ['-', '-', String(version), former]),
    ]),
    ...plan.identities.map((identity) => [
      ...specification(identity),
      locationsOf(identity).join(','),
      ...issueOf(identity),
    ]),
    ...plan.passwords.map((password) => [
      'password',
      password.name,
      String(password.version),
      locationsOf(password).join(','),
      ...(password.file === undefined ? [] : [PROVIDED]),
    ]),
    ...(plan.record === undefined ? [] : [['record', plan.record.volume, plan.record.identities.join(',')]]),
  ];
  return lines.map((fields) => `${fields.join('\t')}\n`).join('');
}

/** The passwords among the lines of {@link renderPlan}, by their versions. */
export const passwordsIn = (lines: string): readonly Pick<Password, 'name' | 'version'>[] =>
  lines.split('\n').flatMap((line) => {
    const [kind, name = '', version] = line.split('\t');
    return kind === 'password' ? [{ name, version: Number(version) }] : [];
  });

/** How a password stands in {@link volumeDigest}, which is what a server has read at its start. */
export const passwordMark = ({ name, version }: Pick<Password, 'name' | 'version'>): string => `${name}.${version}`;

/** Whether a server has read a password of that version, by its {@link volumeDigest}. */
export const hasRead = (digest: string, password: Pick<Password, 'name' | 'version'>): boolean =>
  ['-', `.${PROVIDED}-`].some((end) => `-${digest}-`.includes(`-${passwordMark(password)}${end}`));

/** Changes when, and only when, the identity is issued anew. */
export function identityDigest(identity: Identity): string {
  return createHash('sha256')
    .update([...specification(identity), ...issueOf(identity)].join('\t'))
    .digest('hex')
    .slice(0, 12);
}

/**
 * Changes when, and only when, something in the volume is made anew: what a server has read at its start.
 *
 * @param readsAnew Whether the server reads certificates again while it runs: one that is issued anew, as it was, then changes nothing
 */
export function volumeDigest(plan: CertificatePlan, volume: string, { readsAnew = false } = {}): string {
  const here = ({ locations }: { readonly locations: readonly StoreLocation[] }): boolean =>
    locations.some((location) => location.volume === volume);
  const concerns = (authority: AuthorityName): boolean =>
    plan.identities.some((each) => here(each) && [each.signedBy, ...each.trusts].includes(authority));
  return [
    ...plan.identities
      .filter(here)
      .map((identity) => identityDigest(readsAnew ? { ...identity, version: 1, ownVersion: 1 } : identity)),
    ...plan.authorities.flatMap(({ provided }) => provided?.certificateDigest.slice(0, 12) ?? []),
    ...(readsAnew ? [] : plan.authorities.filter(({ name }) => concerns(name)).flatMap(exchangeOf)),
    ...plan.passwords
      .filter(here)
      .map((password) => [passwordMark(password), ...(password.file === undefined ? [] : [PROVIDED])].join('.')),
  ].join('-');
}

/** keytool's form of a list of subject alternative names. */
export function subjectAlternativeNames(hosts: readonly string[]): string {
  return hosts.map((host) => `${isIP(host) === 0 ? 'dns' : 'ip'}:${host}`).join(',');
}

function authorityOf(
  {
    authorities,
    authorityVersions,
    exchangesAuthorities,
    authorityValidity: { days: validityDays },
    names,
  }: ClusterModel,
  name: AuthorityName,
): Authority {
  const [certificate, version] = [authorities[name]?.certificate, authorityVersions[name]];
  return certificate === undefined
    ? {
        ...{ name, validityDays },
        distinguishedName: authorityName(names, name, version.version),
        ...(exchangesAuthorities && version),
      }
    : // Blanks of every kind become one: the name is a field of a line, for people to read.
      {
        name,
        validityDays,
        distinguishedName: certificate.distinguishedName.replace(/\s+/g, ' '),
        provided: certificate,
      };
}

/** What says that an authority's key was, or is being, exchanged. */
const exchangeOf = ({ name, version, former }: Authority): readonly string[] =>
  version === undefined || isFirst({ version, former }) ? [] : [`${name}.${versionWord({ version, former })}`];

/** What says that it is issued anew; nothing for the first time. */
const issueOf = ({ version, ownVersion = 1 }: Identity): readonly string[] =>
  ownVersion === 1 ? (version === 1 ? [] : [String(version)]) : [`${version}.${ownVersion}`];

function specification(identity: Identity): readonly string[] {
  return [
    'identity',
    identity.name,
    identity.signedBy,
    identity.distinguishedName,
    identity.hosts.length === 0 ? '-' : subjectAlternativeNames(identity.hosts),
    identity.usages.join(','),
    String(identity.validityDays),
    identity.trusts.join(','),
  ];
}

const locationsOf = ({ locations }: { readonly locations: readonly StoreLocation[] }): readonly string[] =>
  locations.map(({ volume, folder }) => (folder === '' ? volume : `${volume}/${folder}`));

/** What all identities of a cluster are issued by alike. */
const issueTermsOf = (cluster: ClusterModel): Pick<Identity, 'validityDays' | 'version'> => ({
  validityDays: cluster.certificateValidity.days,
  version: cluster.certificateVersion,
});

function brokerIdentity(cluster: ClusterModel, broker: BrokerModel): Identity {
  const hosts = cluster.listeners.flatMap((listener) => listener.certificateNamesOf(broker, cluster));
  return {
    name: `broker-${broker.id}`,
    role: 'broker',
    distinguishedName: brokerName(cluster.names, broker.node),
    signedBy: 'cluster',
    hosts: [...new Set([broker.node.container, ...hosts])].sort(),
    usages: ['serverAuth', 'clientAuth'],
    ...issueTermsOf(cluster),
    trusts: ['cluster', 'clients'],
    locations: [{ volume: secretsVolume(broker.node), folder: '' }],
  };
}

function metadataIdentity(cluster: ClusterModel, identity: MetadataIdentity): Identity {
  return { ...identity, signedBy: 'cluster', ...issueTermsOf(cluster), trusts: ['cluster'] };
}

/** As a certificate user's, but a service is given its own stores and no one else's: volumes are mounted as a whole. */
function serviceIdentity(cluster: ClusterModel, user: string): Identity {
  return {
    ...clientIdentity(cluster, user, 'client', clientName(cluster.names, user)),
    locations: [{ volume: cluster.names.serviceVolume(user), folder: '' }],
  };
}

function clientIdentity(
  cluster: ClusterModel,
  name: string,
  role: 'admin' | 'client',
  distinguishedName: string,
): Identity {
  return {
    name,
    role,
    distinguishedName,
    signedBy: 'clients',
    hosts: [],
    usages: ['clientAuth'],
    ...issueTermsOf(cluster),
    trusts: ['cluster'],
    locations: [{ volume: cluster.names.identitiesVolume, folder: name }],
  };
}
