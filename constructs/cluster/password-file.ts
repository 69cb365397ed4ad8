import type { IConstruct } from 'constructs';
import { passwordFileViolations } from '../../certs/password-file';
import type { ClusterCredentials } from '../../model/authentication/user-login';
import { userSubject } from '../../model/declaration/user-violations';
import { sift } from '../../model/violation';
import { advise } from '../synthesis/advise';

/**
 * Looks at the password that a user brings, so that one that can't serve is refused before anything is touched.
 *
 * @throws ValidationError `PasswordFileMissing`, `PasswordIllegal`
 */
export function checkPasswordFile(construct: IConstruct, name: string, { passwordFile }: ClusterCredentials): void {
  if (passwordFile !== undefined) {
    advise(construct, sift(passwordFileViolations(userSubject(construct.node.path, name), passwordFile), []));
  }
}
