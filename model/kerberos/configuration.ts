import { Size } from '../units/size';

/** Memory limit of the key distribution centre, which takes a few MiB. */
export const KDC_MEMORY = Size.mebibytes(64);

/** Where the key distribution centre keeps its database, with every key of the realm. */
export const KDC_DATA = '/var/lib/krb5kdc';

/**
 * A client's `krb5.conf`. Tickets go over TCP alone, which passes through published ports as it is; hosts are named as
 * they are addressed, so that no DNS decides which service a ticket is for.
 */
export function renderKrb5Conf(realm: string, kdcs: readonly string[]): string {
  return [
    '[libdefaults]',
    `  default_realm = ${realm}`,
    '  dns_lookup_kdc = false',
    '  dns_lookup_realm = false',
    '  dns_canonicalize_hostname = false',
    '  qualify_shortname = ""',
    '  rdns = false',
    '  udp_preference_limit = 1',
    '  ticket_lifetime = 10h',
    '[realms]',
    `  ${realm} = {`,
    ...kdcs.map((kdc) => `    kdc = ${kdc}`),
    '  }',
    '[logging]',
    '  kdc = STDERR',
    '',
  ].join('\n');
}

/** The `kdc.conf` of the key distribution centre: strong keys alone, TCP alone, its database without writes at logins. */
export function renderKdcConf(realm: string, port: number): string {
  return [
    '[kdcdefaults]',
    '  kdc_listen = ""',
    `  kdc_tcp_listen = ${port}`,
    '[realms]',
    `  ${realm} = {`,
    `    database_name = ${KDC_DATA}/principal`,
    `    key_stash_file = ${KDC_DATA}/stash`,
    '    master_key_type = aes256-cts-hmac-sha384-192',
    '    supported_enctypes = aes256-cts-hmac-sha384-192:normal aes256-cts-hmac-sha1-96:normal',
    '    default_principal_flags = +preauth',
    '    max_life = 10h',
    '    max_renewable_life = 0',
    '  }',
    '[dbmodules]',
    `  ${realm} = {`,
    '    db_library = db2',
    '    disable_last_success = true',
    '    disable_lockout = true',
    '  }',
    '',
  ].join('\n');
}
