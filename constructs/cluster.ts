import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { certificatePlan, identityDigest } from '../certs/plan';
import { Broker } from './broker';
import type { KafkaClusterProps } from './cluster-props';
import type { ClusterModel } from './private/cluster-model';
import { ensureDockerProvider } from './private/docker-provider';
import { secretsVolume } from './private/names';
import { administratorName } from './private/distinguished-name';
import { manifestOf } from './private/manifest-of';
import type { ManifestUser } from './private/manifest';
import { Principal } from './principal';
import { resolveCluster } from './private/resolve-cluster';
import type { Declarations } from './resources';
import { FaultError } from './private/fault';
import { ZooKeeperNode } from './zookeeper-node';

/**
 * The running servers of a Kafka cluster: brokers and the ZooKeeper ensemble, as containers on the volumes that
 * `KafkaBase` makes. No server depends on another one or on anything else in its stack: they wait for each other by
 * themselves, and Terraform can replace each on its own.
 */
export class KafkaCluster extends Construct {
  /** What was declared, with every default filled in. @internal */
  public readonly model: ClusterModel;
  private baseStack = '';
  private resourcesStack = '';
  private readonly declarations: Declarations[] = [];

  /** @throws FaultError with everything that is wrong with the props */
  public constructor(scope: Construct, id: string, props: KafkaClusterProps) {
    super(scope, id);
    this.model = resolveCluster(this.node.path, props);
    ensureDockerProvider(this);
    this.writeManifestAtSynth();
    const plan = certificatePlan(this.model);
    const digestFor = (volume: string): string =>
      plan.identities
        .filter(({ places }) => places.some((place) => place.volume === volume))
        .map(identityDigest)
        .join('-');
    for (const zookeeper of this.model.zookeepers) {
      new ZooKeeperNode(this, this.model, zookeeper, digestFor(secretsVolume(zookeeper.node)));
    }
    for (const broker of this.model.brokers) {
      new Broker(this, this.model, broker, digestFor(secretsVolume(broker.node)));
    }
  }

  /** Name of the cluster on the engine. */
  public get name(): string {
    return this.model.name;
  }

  /**
   * The principal of a user that logs in with a certificate.
   *
   * @throws FaultError `CertificateUserUnknown` when the cluster's `certificateUsers` doesn't name it
   */
  public certificateUser(name: string): Principal {
    if (!this.model.certificateUsers.includes(name)) {
      throw new FaultError({
        code: 'CertificateUserUnknown',
        subject: this.node.path,
        rule: 'a certificate user must be one of certificateUsers',
        value: name,
        remedy: 'add it there, or take Principal.external for one whose certificate is made elsewhere',
      });
    }
    return new Principal(`User:${name}`);
  }

  /** Called by the base and the resources of this cluster, so that the tools find their stacks. @internal */
  public declareBase(stack: string): void {
    this.baseStack = stack;
  }

  /** @internal */
  public declare(stack: string, declarations: Declarations): void {
    this.resourcesStack = stack;
    this.declarations.push(declarations);
  }

  /** The tools that run after apply read this file, and nothing of Terraform's. */
  private writeManifestAtSynth(): void {
    const stack = TerraformStack.of(this);
    const inner = stack.synthesizer;
    stack.synthesizer = {
      synthesize: (session): void => {
        inner.synthesize(session);
        const folder = path.join(session.outdir, 'kafka');
        mkdirSync(folder, { recursive: true });
        const manifest = manifestOf(
          this.model,
          { base: this.baseStack, cluster: stack.node.id, resources: this.resourcesStack },
          {
            topics: this.declarations.flatMap((declared) => declared.topics()),
            users: [...this.certificateUsers(), ...this.declarations.flatMap((declared) => declared.users())],
          },
        );
        writeFileSync(path.join(folder, `${this.name}.json`), `${JSON.stringify(manifest, undefined, 2)}\n`);
      },
    };
  }

  private certificateUsers(): readonly ManifestUser[] {
    const user = (name: string, principal: string, superUser: boolean): ManifestUser => ({
      name,
      principal,
      authentication: 'certificate',
      mechanisms: [],
      superUser,
    });
    return [
      user('admin', `User:${administratorName(this.model.names)}`, true),
      ...this.model.certificateUsers.map((name) => user(name, `User:${name}`, false)),
    ];
  }
}
