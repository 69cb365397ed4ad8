/**
 * Everything that the constructs hand to Terraform goes through here: a resource, data or provider is made of texts as they were
 * given. What is no text but an expression comes as a token. Nobody else makes one; the linter sees to it.
 */
import { Container as DockerContainer } from '@cdktf/provider-docker/lib/container';
import { Image as DockerImage } from '@cdktf/provider-docker/lib/image';
import { Network as DockerNetwork } from '@cdktf/provider-docker/lib/network';
import { DockerProvider as Docker } from '@cdktf/provider-docker/lib/provider';
import { Volume as DockerVolume } from '@cdktf/provider-docker/lib/volume';
import { DataResource as TerraformData, type TerraformElement, TerraformStack } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { Acl as KafkaAcl } from '../provider-kafka/acl';
import { KafkaProvider as Kafka } from '../provider-kafka/provider';
import { Quota as KafkaQuota } from '../provider-kafka/quota';
import { Topic as KafkaTopic } from '../provider-kafka/topic';
import { UserScramCredential as KafkaUserScramCredential } from '../provider-kafka/user-scram-credential';
import { type OnEngine, takeEngineName } from './engine-names';
import { literal } from './literal';
import { settled } from './settled';

/** The same class, whose constructor takes every text of its configuration as it is. */
const literally = <C extends new (scope: Construct, id: string, config: never) => TerraformElement>(element: C): C =>
  new Proxy(element, {
    construct: (target, [scope, id, config]: [Construct, string, unknown], newTarget) =>
      settled(
        Reflect.construct(
          target,
          [scope, id, literal(config, `${scope.node.path}/${id}`)],
          newTarget,
        ) as TerraformElement,
      ),
  });

/** The same class, of which an engine holds no two of one name: whoever is declared first has it. */
const named = <C extends new (scope: Construct, id: string, config: never) => OnEngine>(element: C): C =>
  new Proxy(element, {
    construct: (target, args: unknown[], newTarget) => {
      const made = Reflect.construct(target, args, newTarget) as OnEngine;
      takeEngineName(made, endpointOf(made));
      return made;
    },
  });

/** Apps in which a resource asks Terraform for its version when they are synthesized. */
const asking = new WeakSet<IConstruct>();

/** The same class, of which the first one of an app asks Terraform for its version: cdktf would have each of them do so, by a process. */
const askingOnce = <C extends new (scope: Construct, id: string, config: never) => TerraformElement>(element: C): C =>
  new Proxy(element, {
    construct: (target, args: unknown[], newTarget) => {
      const made = Reflect.construct(target, args, newTarget) as TerraformElement;
      const { root } = made.node;
      const validations: unknown = Reflect.get(made.node, '_validations');
      if (asking.has(root) && Array.isArray(validations)) {
        validations.length = 0;
      }
      asking.add(root);
      return made;
    },
  });

/** What the docker provider of a resource reaches, by its own words; undefined for what the environment names. */
const endpointOf = (made: OnEngine): string | undefined =>
  TerraformStack.of(made)
    .node.children.filter((child) => child instanceof Docker)
    .find(({ alias, fqn }) => (made.provider === undefined ? alias === undefined : made.provider.fqn === fqn))?.host;

export { containerUploadToTerraform, containerVolumesToTerraform } from '@cdktf/provider-docker/lib/container';

export const Container = named(literally(DockerContainer));
export type Container = DockerContainer;
export const Image = literally(DockerImage);
export type Image = DockerImage;
export const Network = named(literally(DockerNetwork));
export type Network = DockerNetwork;
export const Volume = named(literally(DockerVolume));
export type Volume = DockerVolume;
export const DockerProvider = literally(Docker);
export type DockerProvider = Docker;
export const DataResource = askingOnce(literally(TerraformData));
export type DataResource = TerraformData;
export const Acl = literally(KafkaAcl);
export type Acl = KafkaAcl;
export const KafkaProvider = literally(Kafka);
export type KafkaProvider = Kafka;
export const Quota = literally(KafkaQuota);
export type Quota = KafkaQuota;
export const TopicResource = literally(KafkaTopic);
export type TopicResource = KafkaTopic;
export const UserScramCredential = literally(KafkaUserScramCredential);
export type UserScramCredential = KafkaUserScramCredential;
