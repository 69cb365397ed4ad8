import type { Admin, DescribeAclResource } from 'kafkajs';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { isMadeByKafka } from '../../model/resources/resource-names';
import { CodedError, OperationError } from '../../model/violation';
import { certificateFiles } from '../../runtime/kafka/administrator-connection';
import { viewCluster, viewRules } from '../../runtime/kafka/cluster-view';
import { withAdmin } from '../../runtime/kafka/kafka-admin';
import { kafkaWith } from '../../runtime/kafka/kafka-client';
import { dialDirectly, parseAddress, secure, type Tls } from '../../runtime/protocol/dial';
import { messageOf } from '../../runtime/wait';
import { PROOF_NAME } from '../context/proof-context';
import { AdminConnection, type DescribedQuota } from '../protocol/admin-connection';
import type { ScramCredential } from '../protocol/kafka-connection';
import { isIgnored } from '../verification/ignored';
import { compareRules } from '../verification/rule-comparison';
import { undeclaredCredentials } from './credentials';
import { isOfOthers, undeclaredLimits } from './quotas';
import { existingTopics, type ExistingTopic } from './topics';

/** Where a cluster is, and the folder with the certificate by which its administrator comes in. */
export interface AdministratorAccess {
  /** `host:port` of brokers' listeners that take it. */
  readonly servers: readonly string[];
  readonly folder: string;
}

/** What stands on a cluster beside its servers. */
export interface ClusterContents {
  readonly topics: readonly ExistingTopic[];
  readonly credentials: readonly ScramCredential[];
  readonly rules: readonly DescribeAclResource[];
  readonly quotas: readonly DescribedQuota[];
}

/** What of a cluster's declaration speaks of what stands on it. */
export type DeclaredContents = Pick<ClusterManifest, 'topics' | 'users' | 'rules' | 'quotas' | 'ignored'>;

/**
 * Reads what stands on a cluster, as its administrator.
 *
 * @returns the contents, and the number of brokers
 * @throws OperationError `ClientFileMissing`, `ClusterNotRead`
 */
export async function readContents({
  servers,
  folder,
}: AdministratorAccess): Promise<{ readonly contents: ClusterContents; readonly brokers: number }> {
  const tls = await certificateFiles(folder);
  const kafka = kafkaWith({ bootstrap: servers, tls });
  return await told('its brokers', () =>
    withAdmin(kafka, async (admin) => {
      const { brokers, controller } = await viewCluster(admin);
      // It alone tells of all that the brokers share.
      const address = brokers.get(controller ?? -1) ?? [...brokers.values()][0] ?? '';
      const connection = await connect(address, tls);
      try {
        return { contents: await readWith(admin, connection), brokers: brokers.size };
      } finally {
        connection.close();
      }
    }),
  );
}

/** One part after the other: they share a connection. */
const readWith = async (admin: Admin, connection: AdminConnection): Promise<ClusterContents> => ({
  topics: await told('its topics', () => existingTopics(admin, connection)),
  credentials: await told('its SCRAM credentials', () => connection.scramCredentials()),
  rules: await told('its rules', () => rulesIfAny(admin)),
  quotas: await told('its quotas', () => connection.quotas()),
});

/** What of a cluster's contents nobody has declared, without what Kafka and proofs make, and what is left to others. */
export function undeclaredContents(
  declared: DeclaredContents,
  { topics, credentials, rules, quotas }: ClusterContents,
): ClusterContents {
  const known = new Set(declared.topics.map(({ name }) => name));
  return {
    topics: topics.filter(
      ({ name }) =>
        !known.has(name) &&
        !isMadeByKafka(name) &&
        !name.startsWith(`${PROOF_NAME}-`) &&
        !isIgnored(declared, 'topic', name),
    ),
    credentials: undeclaredCredentials(declared, credentials),
    rules: compareRules(declared, rules).deviations.flatMap(({ added }) => added ?? []),
    quotas: quotas.filter(
      (quota) => undeclaredLimits(declared, quota).length > 0 && !isOfOthers(declared, quota.entity),
    ),
  };
}

async function connect(address: string, tls: Tls): Promise<AdminConnection> {
  const server = parseAddress(address);
  return new AdminConnection(await secure(await dialDirectly(server), server, tls));
}

/** What kafkajs calls the answer of brokers that allow everything to everybody. */
const WITHOUT_AUTHORIZER = 'SECURITY_DISABLED';

async function rulesIfAny(admin: Admin): Promise<readonly DescribeAclResource[]> {
  try {
    return await viewRules(admin);
  } catch (error) {
    if ((error as { readonly type?: unknown }).type === WITHOUT_AUTHORIZER) {
      return [];
    }
    throw error;
  }
}

/** A part that is not told is not taken for empty. */
async function told<T>(part: string, question: () => Promise<T>): Promise<T> {
  try {
    return await question();
  } catch (error) {
    if (error instanceof CodedError) {
      throw error;
    }
    throw new OperationError({
      code: 'ClusterNotRead',
      subject: part,
      rule: 'must be told by the cluster to its administrator',
      value: messageOf(error),
      remedy:
        'see that the brokers run, and that the certificate is one of a super user at the listener that was named',
    });
  }
}
