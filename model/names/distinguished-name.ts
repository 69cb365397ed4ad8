import type { ClusterNames, NodeName } from './names';

/** Organizational unit of the brokers. */
export const BROKERS_UNIT = 'brokers';

/**
 * Distinguished names of the identities, in the form in which Java prints them: Kafka's principals are made of it.
 * Each has its own organizational unit, so that no client certificate can read like a broker's or the administrator's.
 */
export const brokerName = (names: ClusterNames, node: NodeName): string =>
  distinguishedName(names, node.container, BROKERS_UNIT);
export const administratorName = (names: ClusterNames): string => distinguishedName(names, 'admin', 'administrators');
export const clientName = (names: ClusterNames, user: string): string => distinguishedName(names, user, 'clients');
/** Each version has a name of its own: whoever looks for the issuer of a certificate does so by name. */
export const authorityName = (names: ClusterNames, authority: string, version: number): string =>
  distinguishedName(names, version === 1 ? `${authority}-ca` : `${authority}-ca-${version}`, 'authorities');

/**
 * Kafka's `ssl.principal.mapping.rules` for client listeners: users become their common name, the administrator keeps
 * its whole name (so a SCRAM user called `admin` is another principal), and no other name is let in.
 */
export function clientMappingRules(names: ClusterNames): string {
  const organization = escape(names.cluster);
  return [
    `RULE:^CN=([a-zA-Z0-9._-]+),OU=clients,O=${organization}$/$1/`,
    `RULE:^(CN=admin,OU=administrators,O=${organization})$/$1/`,
  ].join(',');
}

/** Whom every broker is for the others: so none has to be told of one that comes or goes. */
export const brokersName = (names: ClusterNames): string => serversName(names, BROKERS_UNIT);

/** Kafka's `ssl.principal.mapping.rules` for the replication listener: any broker is {@link brokersName}. */
export const brokerMappingRules = (names: ClusterNames): string => serverMappingRule(names, BROKERS_UNIT);

/** Whom every server of an organizational unit is for Kafka's servers. */
export const serversName = (names: ClusterNames, unit: string): string => distinguishedName(names, unit, unit);

/** The rule by which any server of that organizational unit is {@link serversName}. */
export const serverMappingRule = (names: ClusterNames, unit: string): string =>
  `RULE:^CN=[a-zA-Z0-9._-]+,OU=${unit},O=${escape(names.cluster)}$/${serversName(names, unit)}/`;

/** A name with an organizational unit of its own. */
export const distinguishedName = (names: ClusterNames, commonName: string, unit: string): string =>
  `CN=${commonName},OU=${unit},O=${names.cluster}`;

const escape = (text: string): string => text.replace(/[.]/g, '\\.');
