import path from 'node:path';
import { TerraformStack } from 'cdktf';
import type { Construct } from 'constructs';
import { ValidationError } from '../../model/violation';
import type { IKafkaCluster } from '../cluster/kafka-cluster-interface';
import { literal } from '../terraform/literal';
import { KafkaProvider } from '../terraform/resources';

/**
 * The provider that a stack connects to a cluster with, as the cluster's administrator: one for each cluster, made by the first that needs it.
 *
 * @param folder with the administrator's files
 * @throws ValidationError `BootstrapServersDiffer`, `AdministratorFoldersDiffer`
 */
export function administratorProvider(scope: Construct, cluster: IKafkaCluster, folder: string): KafkaProvider {
  const { administratorServers: servers, name, version } = cluster;
  const stack = TerraformStack.of(scope);
  const subject = scope.node.path;
  const id = `kafka-${name}`;
  const caCert = path.join(folder, 'ca.pem');
  const made = stack.node.tryFindChild(id) as KafkaProvider | undefined;
  if (made !== undefined && asText(made.bootstrapServers) !== asText(servers)) {
    throw new ValidationError({
      code: 'BootstrapServersDiffer',
      subject,
      rule: `clusters named ${name} must be reached at the same servers in one stack, which has one provider for that name, at ${asText(made.bootstrapServers)}`,
      value: asText(servers),
      remedy: 'rename one of the two clusters, or give each a stack of its own',
    });
  }
  if (made !== undefined && made.caCert !== literal(caCert)) {
    throw new ValidationError({
      code: 'AdministratorFoldersDiffer',
      subject,
      rule: `administratorFolder must be the same for all KafkaResources of the cluster ${name} in one stack, which has one provider for it`,
      value: folder,
      remedy: 'give each the same, or a stack of its own',
    });
  }
  return (
    made ??
    new KafkaProvider(stack, id, {
      alias: name,
      bootstrapServers: [...servers],
      caCert,
      clientCert: path.join(folder, 'client.pem'),
      clientKey: path.join(folder, 'client.key'),
      tlsEnabled: true,
      kafkaVersion: version,
      timeout: 60,
    })
  );
}

const asText = (addresses: readonly string[] = []): string => [...addresses].sort().join(', ');
