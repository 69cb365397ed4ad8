/** A user that logs in by PLAIN. */
export interface PlainUserProps {
  /** Letters, digits, `.`, `_` and `-`, beginning with a letter or digit: also Kafka's principal, `User:NAME`. */
  readonly name: string;
  /**
   * Rises to have another password made: a whole number, 1 at least. The brokers take it up when they start.
   *
   * @default 1
   */
  readonly passwordVersion?: number;
}

/** A user that logs in by Kerberos. */
export interface KerberosUserProps {
  /** First part of the principal `NAME@REALM`, and Kafka's principal, `User:NAME`. */
  readonly name: string;
  /**
   * Rises to have another key made, in a realm of the cluster's own.
   *
   * @default 1
   */
  readonly keyVersion?: number;
}
