import { checkArguments } from '../arguments/check-arguments';
import { ValidationError } from '../violation';
import { isHostAndPort } from '../names/host-endpoint';

/** A realm whose key distribution centre (KDC) runs beside the cluster. */
export interface ManagedRealmProps {
  /**
   * Name of the realm, upper case by custom, such as `KAFKA.EXAMPLE.ORG`. It stays for as long as the cluster does: another one
   * fails the step that makes the keys, as `RealmExchanged`.
   */
  readonly realm: string;
  /** Host port of the KDC, TCP; it listens on the same port inside its container. */
  readonly hostPort: number;
  /**
   * Address on the engine's host that the port is bound to.
   *
   * @default `127.0.0.1`: reachable from that machine alone
   */
  readonly bindAddress?: string;
  /**
   * Host at which clients outside find the KDC.
   *
   * @default - the bind address, if that is one host's
   */
  readonly advertisedHost?: string;
  /**
   * Rises to have another key made for the brokers: a whole number, 1 at least. Tickets that were given by the former one are taken until they
   * end, and no broker restarts.
   *
   * @default 1
   */
  readonly keyVersion?: number;
}

/** A realm that stands already: Active Directory, FreeIPA, or a KDC that others run. */
export interface ExistingRealmProps {
  /** Name of the realm, such as `CORP.EXAMPLE.ORG`. */
  readonly realm: string;
  /** `host:port` of its KDCs, as the engine's containers and the clients reach them over TCP; an IPv6 address in brackets. */
  readonly kdcs: readonly string[];
  /**
   * Docker volume with a keytab for each broker, `<broker's container>.keytab`, that holds the key of
   * `kafka/<advertised host in lower case>@REALM` for each of its Kerberos listeners. Users log in with tickets that they have got
   * themselves (`kinit`).
   */
  readonly keytabs: string;
}

/** A Kerberos realm (RFC 4120) that listeners with `Authentication.gssapi(realm)` take tickets of. */
export class KerberosRealm {
  /**
   * Runs MIT's KDC in a container of the cluster, on the network of the clients, and makes the keytabs of brokers and users.
   *
   * @throws ValidationError `RealmNameIllegal`
   */
  public static managed(props: ManagedRealmProps): KerberosRealm {
    checkArguments('KerberosRealm.managed', [props]);
    const { bindAddress = '127.0.0.1', keyVersion = 1 } = props;
    return new KerberosRealm(props.realm, {
      kind: 'managed',
      port: props.hostPort,
      bindAddress,
      advertisedHost: props.advertisedHost ?? bindAddress,
      keyVersion,
    });
  }

  /**
   * Uses a realm that stands already. Each deployment that changes something about it tries the brokers' keytabs at the KDCs
   * before a broker is touched.
   *
   * @throws ValidationError `RealmNameIllegal`, `RealmKdcMissing`, `RealmKeytabsIllegal`
   */
  public static existing(props: ExistingRealmProps): KerberosRealm {
    checkArguments('KerberosRealm.existing', [props]);
    if (props.kdcs.length === 0 || !props.kdcs.every(isHostAndPort)) {
      throw new ValidationError({
        code: 'RealmKdcMissing',
        subject: `KerberosRealm ${props.realm}`,
        rule: 'kdcs must hold host:port of at least one KDC, with a port from 1 to 65535',
        value: props.kdcs.join(', '),
        remedy: 'write them like kdc1.example.org:88 or [2001:db8::1]:88',
      });
    }
    if (!/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(props.keytabs)) {
      throw new ValidationError({
        code: 'RealmKeytabsIllegal',
        subject: `KerberosRealm ${props.realm}`,
        rule: 'keytabs must name a Docker volume: letters, digits, _, . and -, two at least',
        value: JSON.stringify(props.keytabs.slice(0, 80)),
        remedy: 'see it with: docker volume ls',
      });
    }
    return new KerberosRealm(props.realm, { kind: 'existing', kdcs: props.kdcs, keytabs: props.keytabs });
  }

  private constructor(
    /** The realm's name, such as `EXAMPLE.ORG`. */
    public readonly name: string,
    /** @internal */
    public readonly hosting: ManagedRealm | ExistingRealm,
  ) {
    if (!/^[A-Z0-9]([A-Z0-9.-]*[A-Z0-9])?$/i.test(name)) {
      throw new ValidationError({
        code: 'RealmNameIllegal',
        subject: 'KerberosRealm',
        rule: 'a realm must be named by letters, digits, . and -',
        value: name,
        remedy: 'name it like a domain, in upper case',
      });
    }
  }
}

/** @internal */
export interface ManagedRealm {
  readonly kind: 'managed';
  readonly port: number;
  readonly bindAddress: string;
  readonly advertisedHost: string;
  readonly keyVersion: number;
}

/** @internal */
export interface ExistingRealm {
  readonly kind: 'existing';
  readonly kdcs: readonly string[];
  readonly keytabs: string;
}
