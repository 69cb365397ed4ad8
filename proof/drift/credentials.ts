import { isScram } from '../../model/authentication/scram';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { ScramMechanism } from '../../model/authentication/scram-exchange';
import type { ScramCredential } from '../protocol/kafka-connection';
import { isIgnored } from '../verification/ignored';
import { leftToOthers, type DriftArea, type DriftResult, type Deviation } from './deviation';

interface DeclaredLogin extends Pick<ScramCredential, 'user' | 'mechanism'> {
  readonly iterations?: number;
}

const declaredLogins = ({ users }: Pick<ClusterManifest, 'users'>): readonly DeclaredLogin[] =>
  users
    .filter(({ authentication }) => authentication === 'scram')
    .flatMap(({ name, mechanisms, former, iterations }) =>
      [...mechanisms, ...(former === undefined ? [] : [former])].map((mechanism) => ({
        ...{ user: name, mechanism, iterations },
      })),
    );

/** Those of nobody who is declared, and that are not left to others. */
export const undeclaredCredentials = (
  cluster: Pick<ClusterManifest, 'users' | 'ignored'>,
  credentials: readonly ScramCredential[],
): readonly ScramCredential[] => {
  const declared = declaredLogins(cluster);
  return credentials.filter(
    ({ user, mechanism }) =>
      !declared.some((one) => one.user === user && one.mechanism === mechanism) && !isIgnored(cluster, 'user', user),
  );
};

/** Where the SCRAM credentials are not those of the declared users. */
export function credentialDrift(
  cluster: Pick<ClusterManifest, 'users' | 'ignored'>,
  credentials: readonly ScramCredential[],
): DriftResult {
  const declared = declaredLogins(cluster);
  const deviations: Deviation[] = declared
    .filter(({ user, mechanism }) => !credentials.some((one) => one.user === user && one.mechanism === mechanism))
    .map(({ user, mechanism }) => ({
      violation: {
        code: 'CredentialMissing',
        subject: `user ${user}, ${mechanism}`,
        rule: 'must be there, since the user is declared',
        remedy: 'run npm run deploy',
      },
    }));
  const others: string[] = [];
  const undeclared = undeclaredCredentials(cluster, credentials);
  for (const credential of credentials) {
    const { user, mechanism, iterations } = credential;
    const wanted = declared.find((one) => one.user === user && one.mechanism === mechanism);
    const subject = `user ${user}, ${mechanism}`;
    if (undeclared.includes(credential)) {
      deviations.push({
        violation: {
          code: 'CredentialUndeclared',
          subject,
          rule: 'must not be let in, since nobody declared it',
          remedy:
            'take it away (npm run drift -- --fix), declare it (npm run import writes that), or say whose it is (driftIgnore of the cluster)',
        },
        ...(isScram(mechanism) && { fix: remove(user, mechanism) }),
      });
    } else if (wanted === undefined) {
      others.push(`user ${user}`);
    } else if (wanted.iterations !== undefined && wanted.iterations !== iterations) {
      deviations.push({
        violation: {
          code: 'CredentialDiffers',
          subject,
          rule: `must have the declared ${wanted.iterations} iterations: somebody has given it another password`,
          value: iterations,
          remedy: 'run npm run deploy, which writes the one of the passwords file again',
        },
      });
    }
  }
  return {
    deviations,
    evidence: [`${declared.length} SCRAM credentials, all of declared users`, ...leftToOthers(others)],
  };
}

const remove =
  (user: string, mechanism: ScramMechanism): Deviation['fix'] =>
  async (fixture) => {
    await (await fixture.controller()).removeScramUser(user, [mechanism]);
  };

export const credentials: DriftArea = {
  name: 'SCRAM credentials',
  find: async (fixture) =>
    credentialDrift(fixture.proof.manifest, await (await fixture.controller()).scramCredentials()),
};
