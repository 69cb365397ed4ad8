import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Construct } from 'constructs';
import { KDC_DATA } from '../../model/kerberos/configuration';
import { kerberosPrincipals, renderPrincipals } from '../../model/kerberos/principals';
import type { KerberosRealm } from '../../model/kerberos/kerberos-realm';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { SERVER_UID } from '../../model/names/paths';
import { realmFiles } from '../../model/kerberos/realm-files';
import { StepContainer } from '../containers/step-container';
import type { Volume } from '../terraform/resources';

/** @internal */
export interface KeytabStepProps {
  /** Asked when everything has been declared. */
  readonly cluster: () => ClusterModel;
  readonly realm: KerberosRealm;
  /** Volume of the realm's database, where the cluster has a realm of its own. */
  readonly database: Volume | undefined;
  /** Volumes that keytabs are put into. */
  readonly stores: () => readonly Volume[];
}

/**
 * Puts the keytabs of brokers and users into their volumes, in a container. A realm of the cluster's own is made here, with
 * its keys; an existing one must answer to the keys that were provided, or nothing is changed. No key passes through Terraform.
 */
export class KeytabStep extends Construct {
  /** @internal */
  public constructor(scope: Construct, id: string, { cluster: declared, realm, database, stores }: KeytabStepProps) {
    super(scope, id);
    const { hosting, name } = realm;
    const cluster = declared();
    const { client, kdc } = realmFiles(cluster);
    const keytabs = hosting.kind === 'existing' ? hosting.keytabs : undefined;
    new StepContainer(this, cluster, {
      name: cluster.names.keytabStep,
      role: 'keytabs',
      image: cluster.images.kerberos.name,
      networkMode: hosting.kind === 'existing' ? 'bridge' : 'none',
      command: [
        ...['sh', '/step/keytabs.sh', hosting.kind === 'managed' ? 'make' : 'take', name],
        ...['/step/principals', '/stores', ...(keytabs === undefined ? [] : ['/keytabs'])],
      ],
      environment: {
        OWNER: `${SERVER_UID}:${SERVER_UID}`,
        DATA: KDC_DATA,
        KRB5_CONFIG: '/step/krb5.conf',
        KRB5_KDC_PROFILE: '/step/kdc.conf',
      },
      inputs: () => ({
        files: {
          '/step/keytabs.sh': readFileSync(path.join(__dirname, 'keytabs.sh'), 'utf8'),
          '/step/principals': renderPrincipals(kerberosPrincipals(declared())),
          // The provider takes an empty file for none, and an existing realm has no KDC of ours to be configured.
          ...(client !== undefined && { '/step/krb5.conf': client.content }),
          ...(kdc !== undefined && { '/step/kdc.conf': kdc.content }),
        },
        volumes: {
          ...Object.fromEntries(
            stores().map((volume) => [`/stores/${volume.nameInput ?? ''}`, volume.nameInput ?? '']),
          ),
          ...(database !== undefined && { [KDC_DATA]: database.nameInput ?? '' }),
          ...(keytabs !== undefined && { '/keytabs': keytabs }),
        },
        dependsOn: [...stores(), ...(database === undefined ? [] : [database])],
      }),
    });
  }
}
