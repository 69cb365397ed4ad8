import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { TerraformVariable } from 'cdktf';
import { Construct } from 'constructs';
import { JAVA_CLASSES } from '../../certs/java/generated/classes';
import { certificatePlan, renderPlan } from '../../certs/plan';
import { versionWord } from '../../model/certificates/authority-version';
import type { IExistingAuthority } from '../../model/certificates/identity';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { StepContainer, type StepInputs } from '../containers/step-container';
import { SERVER_UID } from '../../model/names/paths';
import { RELOAD_LOOK, RENEWAL_REQUEST, renewalVariable } from '../../model/certificates/renewal';
import { PROVIDED_FOLDERS } from '../../model/certificates/step-paths';
import { fromStack } from '../terraform/from-stack';
import { expression, lazyValue } from '../terraform/literal';
import { localCommands } from '../terraform/local-commands';
import type { DataResource, Volume } from '../terraform/resources';

/** @internal */
export interface KeytoolStepProps {
  /** Asked when everything has been declared. */
  readonly cluster: () => ClusterModel;
  /** Volume of the authorities' keys. */
  readonly authority: Volume;
  /** Volumes that the plan's places are in. */
  readonly stores: () => readonly Volume[];
  /** Steps that may refuse the deployment, for which nothing is issued then. */
  readonly after: readonly StepContainer[];
  /** Names that must not be those of former certificate users whose certificates live on. */
  readonly names: () => readonly string[];
  /** Commands that run on the deploying machine, one after the other, whenever certificates were issued. */
  readonly onIssued: readonly string[];
  /** Volumes on other hosts that the first of {@link onIssued} hands stores over to; none where there is one host. */
  readonly handedOver: readonly Volume[];
}

/**
 * Issues the cluster's certificates with keytool, in a container. The authorities' keys never leave their volume, private
 * keys and passwords are made where they are used, and nothing of them passes through Terraform.
 */
export class KeytoolStep extends Construct {
  /** @internal */
  public constructor(scope: Construct, id: string, props: KeytoolStepProps) {
    super(scope, id);
    const { cluster: declared, onIssued, handedOver } = props;
    const cluster = declared();
    const taken = this.takenUp(cluster);
    const step = new StepContainer(this, cluster, {
      name: cluster.names.keytoolStep,
      role: 'keytool',
      command: ['sh', '/step/issue.sh', '/step/plan', '/authority', '/stores'],
      environment: { OWNER: `${SERVER_UID}:${SERVER_UID}` },
      request: { [RENEWAL_REQUEST]: expression(`var.${this.renewal(cluster)}`) },
      inputs: () => this.inputs(declared(), props, taken),
    });
    if (onIssued.length > 0) {
      const { id: run } = step.container;
      localCommands(this, 'issued', {
        name: `${cluster.name}-issued`,
        commands: onIssued,
        triggers: lazyValue(() => ({
          ...{ ...triggerOf(declared()), run },
          // A server that is placed elsewhere needs its stores there.
          ...(handedOver.length > 0 && {
            hosts: handedOver
              .map(({ friendlyUniqueId }) => friendlyUniqueId)
              .sort()
              .join(' '),
          }),
        })),
        dependsOn: handedOver,
      });
    }
  }

  /**
   * Looks, before an authority is exchanged by another phase, whether every server has taken up what the one before has issued: it would be parted
   * from the others. The phase is what has it run; so the first one is declared, too, where it is gone back to, or the step refuses it.
   */
  private takenUp(cluster: ClusterModel): readonly DataResource[] {
    const { authorityVersions, exchangesAuthorities, reload } = cluster;
    if (reload === undefined || !exchangesAuthorities) {
      return [];
    }
    return [
      localCommands(this, 'taken-up', {
        name: `${cluster.name}-taken-up`,
        commands: [`${reload} ${RELOAD_LOOK}`],
        triggers: Object.fromEntries(
          Object.entries(authorityVersions).map(([name, version]) => [name, versionWord(version)]),
        ),
      }),
    ];
  }

  /** The variable that names who gets a certificate anew, whatever it was issued from; its name. */
  private renewal(cluster: ClusterModel): string {
    const name = renewalVariable(cluster.name);
    const variable = new TerraformVariable(this, 'renew', {
      type: 'string',
      default: '',
      description: 'Names of identities, parted by commas, that get another certificate when the step runs again',
    });
    variable.overrideLogicalId(name);
    return name;
  }

  private inputs(
    cluster: ClusterModel,
    { authority, stores, after, names }: KeytoolStepProps,
    taken: readonly DataResource[],
  ): StepInputs {
    const volumes = stores();
    return {
      files: {
        '/step/issue.sh': readFileSync(path.join(__dirname, '..', '..', 'certs', 'issue.sh'), 'utf8'),
        '/step/plan': renderPlan(certificatePlan(cluster)),
        ...namesFile(cluster, names()),
        ...Object.fromEntries(
          providedAuthorities(cluster).map(([name, { certificate }]) => [
            `${AUTHORITIES}/${name}/ca.pem`,
            certificate.chain,
          ]),
        ),
      },
      programs: Object.fromEntries(
        Object.entries(JAVA_CLASSES).map(([name, lines]) => [`/step/${name}.class`, lines.join('')]),
      ),
      provided: Object.fromEntries([
        ...providedAuthorities(cluster).flatMap(([name, { keystore, passwordFile, certificate }]) => {
          const version = certificate.certificateDigest;
          return [
            [`${AUTHORITIES}/${name}/provided.p12`, { path: fromStack(this, keystore), version }] as const,
            [`${AUTHORITIES}/${name}/provided.password`, { path: fromStack(this, passwordFile), version }] as const,
          ];
        }),
        ...certificatePlan(cluster).passwords.flatMap(({ name, version, file }) =>
          file === undefined
            ? []
            : // A digest of it would tell what it is to who tries some.
              [[`${PASSWORDS}/${name}`, { path: fromStack(this, file), version: String(version) }] as const],
        ),
      ]),
      volumes: {
        '/authority': authority.nameInput ?? '',
        ...Object.fromEntries(volumes.map((volume) => [`/stores/${volume.nameInput ?? ''}`, volume.nameInput ?? ''])),
      },
      dependsOn: [authority, ...volumes, ...after.map(({ container }) => container), ...taken],
    };
  }
}

/** Lines of a name, of the volume that has users' certificates, of the cluster, and of whether the name is let through. */
function namesFile(
  { name: cluster, names: { identitiesVolume }, allowed }: ClusterModel,
  names: readonly string[],
): StepInputs['files'] {
  const last = allowed.includes('UserNameReused') ? 'allowed' : 'refused';
  const lines = names.map((name) => `${[name, identitiesVolume, cluster, last].join('\t')}\n`);
  return lines.length === 0 ? {} : { '/step/names': lines.join('') };
}

const { authorities: AUTHORITIES, passwords: PASSWORDS } = PROVIDED_FOLDERS;

const providedAuthorities = ({ authorities }: ClusterModel): readonly (readonly [string, IExistingAuthority])[] =>
  Object.entries(authorities).flatMap(([name, authority]) => (authority === undefined ? [] : [[name, authority]]));

const triggerOf = (cluster: ClusterModel): { readonly plan: string } => ({
  plan: createHash('sha256')
    .update(renderPlan(certificatePlan(cluster)))
    .digest('hex'),
});
