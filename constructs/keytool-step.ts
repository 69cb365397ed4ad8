import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Volume } from '@cdktf/provider-docker/lib/volume';
import { DataResource, type TerraformResource } from 'cdktf';
import { Construct } from 'constructs';
import { certificatePlan, renderPlan } from '../certs/plan';
import type { ClusterModel } from './private/cluster-model';
import { stepContainer } from './private/step-container';
import { SERVER_UID } from './private/paths';

/** @internal */
export interface KeytoolStepProps {
  readonly cluster: ClusterModel;
  /** Volume of the authorities' keys. */
  readonly authority: Volume;
  /** Volumes that the plan's places are in. */
  readonly stores: readonly Volume[];
  readonly onIssued?: string;
}

/**
 * Issues the cluster's certificates with keytool, in a container. The authorities' keys never leave their volume, private
 * keys and passwords are made where they are used, and nothing of them passes through Terraform.
 */
export class KeytoolStep extends Construct {
  /** @internal */
  public constructor(scope: Construct, id: string, props: KeytoolStepProps) {
    super(scope, id);
    const { cluster } = props;
    const plan = renderPlan(certificatePlan(cluster));
    const step = stepContainer(this, cluster, {
      name: cluster.names.keytoolStep,
      role: 'keytool',
      command: ['sh', '/step/issue.sh', 'all', '/step/plan', '/authority', '/stores'],
      environment: { OWNER: `${SERVER_UID}:${SERVER_UID}` },
      files: {
        '/step/issue.sh': readFileSync(path.join(__dirname, '..', 'certs', 'issue.sh'), 'utf8'),
        '/step/plan': plan,
      },
      volumes: {
        '/authority': props.authority.nameInput ?? '',
        ...Object.fromEntries(
          props.stores.map((volume) => [`/stores/${volume.nameInput ?? ''}`, volume.nameInput ?? '']),
        ),
      },
      dependsOn: [props.authority, ...props.stores],
    });
    if (props.onIssued !== undefined) {
      this.hook(cluster, props.onIssued, plan, step);
    }
  }

  private hook(cluster: ClusterModel, command: string, plan: string, step: TerraformResource): void {
    const hook = new DataResource(this, 'issued', {
      triggersReplace: { plan: createHash('sha256').update(plan).digest('hex') },
      dependsOn: [step],
      provisioners: [{ type: 'local-exec', command }],
    });
    hook.overrideLogicalId(`${cluster.name}-issued`);
  }
}
