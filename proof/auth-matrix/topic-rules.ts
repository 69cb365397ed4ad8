import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type Admin,
  type DescribeAclResource,
} from 'kafkajs';
import { viewRules } from '../../runtime/kafka/cluster-view';
import { patient } from '../../runtime/patience';
import { until } from '../../runtime/wait';

/** Every rule for a topic, or for topics by how their names begin. */
export const topicRules = (admin: Admin): Promise<readonly DescribeAclResource[]> =>
  viewRules(admin, AclResourceTypes.TOPIC, patient(15));

/** Takes away every rule for one topic by its whole name. */
export async function removeRules(admin: Admin, topic: string): Promise<void> {
  const filter = {
    resourceType: AclResourceTypes.TOPIC,
    resourceName: topic,
    resourcePatternType: ResourcePatternTypes.LITERAL,
    operation: AclOperationTypes.ANY,
    permissionType: AclPermissionTypes.ANY,
  };
  await until(() => admin.deleteAcls({ filters: [filter] }), {
    within: patient(15),
    awaiting: `the rules for topic ${topic} removed`,
  });
}
