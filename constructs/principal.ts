/** Someone or something that may be granted rights: Kafka's principal, such as `User:billing`. */
export interface IPrincipal {
  readonly principal: string;
}

/** Principals that no construct here makes. */
export class Principal implements IPrincipal {
  /** A user whose credentials another place declares, such as one of another realm or another Terraform state. */
  public static external(name: string): Principal {
    return new Principal(`User:${name}`);
  }

  /** Everyone, also who is not logged in. */
  public static everyone(): Principal {
    return new Principal('User:*');
  }

  /** @internal */
  public constructor(public readonly principal: string) {}
}
