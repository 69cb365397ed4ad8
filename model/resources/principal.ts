import { checkArguments } from '../arguments/check-arguments';
import { ValidationError, type Violation } from '../violation';

/** Someone or something that may be granted rights: Kafka's principal, such as `User:billing`. */
export interface IPrincipal {
  /** Type and name as the authorizer compares them, such as `User:billing`. */
  readonly principal: string;
}

/** What is wrong with a principal of whoever's making. */
export const principalViolations = (subject: string, { principal }: IPrincipal): readonly Violation[] =>
  /^[A-Za-z]+:\S([^\p{Control}]*\S)?$/u.test(principal)
    ? []
    : [
        {
          code: 'PrincipalIllegal',
          subject,
          rule: 'a principal must be of the form TYPE:NAME, as Kafka’s authorizer has it, without control characters',
          value: JSON.stringify(principal.slice(0, 80)),
          remedy: 'take a user that is declared, or Principal.external(name)',
        },
      ];

/** Principals that no construct here makes. */
export class Principal implements IPrincipal {
  /**
   * A user whose credentials another place declares, such as one of another realm or another Terraform state.
   *
   * @param name its name as the authorizer sees it, without `User:`
   * @throws ValidationError `PrincipalIllegal`
   */
  public static external(name: string): Principal {
    checkArguments('Principal.external', [name]);
    if (!/^[^\p{Control}]+$/u.test(name) || name.startsWith('User:') || name !== name.trim() || name === '*') {
      throw new ValidationError({
        code: 'PrincipalIllegal',
        subject: 'Principal.external',
        rule: 'a principal must be given by its name, without User:, control characters and blanks at its ends, and * is no name',
        value: JSON.stringify(name),
        remedy:
          'write it as the authorizer sees it, such as billing or CN=billing,O=example; for everyone, take Principal.everyone()',
      });
    }
    return new Principal(`User:${name}`, true);
  }

  /** Everyone, also who is not logged in: Kafka's `User:*`. What is allowed to everyone is warned about; a denial is not. */
  public static everyone(): Principal {
    return new Principal('User:*', true);
  }

  /** @internal */
  public constructor(
    /** Type and name as the authorizer compares them, such as `User:billing`. */
    public readonly principal: string,
    /** Whether nothing in the app has to declare it. @internal */
    public readonly isExternal = false,
  ) {}
}
