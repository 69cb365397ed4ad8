import { isScram } from '../../model/authentication/scram';
import type { ClusterManifest } from '../../model/manifest/manifest';
import type { ScramMechanism } from '../../model/authentication/scram-exchange';
import type { ScramCredential } from '../protocol/kafka-connection';
import { isIgnored } from '../verification/ignored';
import { leftToOthers, type DriftArea, type DriftResult, type Deviation } from './deviation';

/** Where the SCRAM credentials are not those of the declared users. */
export function credentialDrift(
  cluster: Pick<ClusterManifest, 'users' | 'ignored'>,
  credentials: readonly ScramCredential[],
): DriftResult {
  const declared = cluster.users
    .filter(({ authentication }) => authentication === 'scram')
    .flatMap(({ name, mechanisms, former, iterations }) =>
      [...mechanisms, ...(former === undefined ? [] : [former])].map((mechanism) => ({
        user: name,
        mechanism,
        iterations,
      })),
    );
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
  for (const { user, mechanism, iterations } of credentials) {
    const wanted = declared.find((one) => one.user === user && one.mechanism === mechanism);
    const subject = `user ${user}, ${mechanism}`;
    if (wanted === undefined && isIgnored(cluster, 'user', user)) {
      others.push(`user ${user}`);
    } else if (wanted === undefined) {
      deviations.push({
        violation: {
          code: 'CredentialUndeclared',
          subject,
          rule: 'must not be let in, since nobody declared it',
          remedy: 'take it away (npm run drift -- --fix), declare it, or say whose it is (driftIgnore of the cluster)',
        },
        ...(isScram(mechanism) && { fix: remove(user, mechanism) }),
      });
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
