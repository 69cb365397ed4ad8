import {
  AclOperationTypes,
  AclPermissionTypes,
  AclResourceTypes,
  ResourcePatternTypes,
  type Admin,
  type DescribeAclResource,
} from 'kafkajs';
import { Duration } from '../../model/units/duration';
import { bounded } from '../../runtime/wait';

/** Every rule for a topic, or for topics by how their names begin. */
export async function topicRules(admin: Admin): Promise<DescribeAclResource[]> {
  const { resources } = await bounded(
    admin.describeAcls({
      resourceType: AclResourceTypes.TOPIC,
      resourcePatternType: ResourcePatternTypes.ANY,
      operation: AclOperationTypes.ANY,
      permissionType: AclPermissionTypes.ANY,
    }),
    { within: Duration.seconds(15), awaiting: 'the ACLs' },
  );
  return resources;
}

/** Takes away every rule for one topic by its whole name. */
export async function removeRules(admin: Admin, topic: string): Promise<void> {
  await admin.deleteAcls({
    filters: [
      {
        resourceType: AclResourceTypes.TOPIC,
        resourceName: topic,
        resourcePatternType: ResourcePatternTypes.LITERAL,
        operation: AclOperationTypes.ANY,
        permissionType: AclPermissionTypes.ANY,
      },
    ],
  });
}
