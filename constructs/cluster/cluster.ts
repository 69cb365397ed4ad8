import { TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { certificatePlan, unfitAuthorities, volumeDigest } from '../../certs/plan';
import { checkArguments } from '../../model/arguments/check-arguments';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import type { UserLogin } from '../../model/authentication/user-login';
import type { KafkaClusterAttributes } from '../../model/declaration/cluster-attributes';
import { ClusterDeclarations } from '../../model/declaration/cluster-declarations';
import type { KafkaClusterProps } from '../../model/declaration/cluster-props';
import { remoteLoopbackAdvice } from '../../model/declaration/reachability-violations';
import { resolveCluster } from '../../model/declaration/resolve-cluster';
import type { MechanismName, SaslMechanism } from '../../model/authentication/mechanisms';
import { isKeptByKafka } from '../../model/authentication/mechanism-lookup';
import { administratorsListener, reloadsCertificates } from '../../model/cluster/certificate-reload';
import { secretsVolume } from '../../model/names/names';
import { type IPrincipal, Principal } from '../../model/resources/principal';
import { alikeUserAdvice } from '../../model/users/alike-users';
import { userNamesBy } from '../../model/users/cluster-user';
import { formatViolation, throwIfAny, ValidationError, type Violation } from '../../model/violation';
import { ensureHostProviders } from '../containers/docker-provider';
import { gateBefore } from '../containers/gate-provisioner';
import { retirementGuard } from '../containers/retirement-guard';
import { advise } from '../synthesis/advise';
import { atSynth } from '../synthesis/at-synth';
import { toldByDeployment } from '../synthesis/told-by-deployment';
import { ambientEngine, ambientEngineAdvice } from '../synthesis/ambient-engine';
import { lazyText } from '../terraform/literal';
import { Container, DataResource } from '../terraform/resources';
import { Broker } from './broker';
import { registerCluster } from './cluster-registry';
import { registerDeclarations } from './declaration-registry';
import { ExistingCluster } from './existing-cluster';
import type { IKafkaCluster } from './kafka-cluster-interface';
import { KeyDistributionCenter } from './key-distribution-center';
import { MetadataServer } from './metadata-server';
import { checkPasswordFile } from './password-file';
import { writeToolFilesAtSynth } from './tool-files';

/**
 * The running servers of a Kafka cluster: brokers and the servers of their metadata, as containers on the volumes that
 * `KafkaBase` makes. No server depends on another one or on anything else in its stack: they wait for each other by
 * themselves, and Terraform can replace each on its own.
 */
export class KafkaCluster extends Construct implements IKafkaCluster {
  /**
   * A cluster that stands already, for declaring topics, users and rights on it.
   *
   * @throws ValidationError `ClusterNameIllegal`, `BootstrapServersIllegal`, `CountIllegal`, `ReplicationTooHigh`
   */
  public static fromKafkaClusterAttributes(
    scope: Construct,
    id: string,
    attributes: KafkaClusterAttributes,
  ): IKafkaCluster {
    return new ExistingCluster(scope, id, attributes);
  }

  /**
   * A cluster that stands already.
   *
   * @deprecated It is called {@link KafkaCluster.fromKafkaClusterAttributes} now.
   */
  public static fromAttributes(scope: Construct, id: string, attributes: KafkaClusterAttributes): IKafkaCluster {
    return new ExistingCluster(scope, id, attributes);
  }

  /** With every default filled in, and no user that was added since. */
  private readonly model: ClusterModel;
  private readonly declarations: ClusterDeclarations;

  /** @throws ValidationError with everything that is wrong with the props, alone or beside the app's other clusters; or `EnginesDiffer` */
  public constructor(scope: Construct, id: string, props: KafkaClusterProps) {
    super(scope, id);
    checkArguments('KafkaCluster', [scope, id, props], this.node.path);
    const { model, advice } = resolveCluster(this.node.path, props, toldByDeployment(this, props.name));
    throwIfAny(unfitAuthorities(this.node.path, model));
    this.model = model;
    this.declarations = new ClusterDeclarations(this.node.path, TerraformStack.of(this).node.id, model);
    registerCluster(this, model);
    registerDeclarations(this, this.declarations);
    advise(this, advice);
    // However the engine is named, the listeners are there.
    advise(
      this,
      model.engine === undefined
        ? [
            ...remoteLoopbackAdvice(this.node.path, { ...model, engine: ambientEngine() }),
            ...ambientEngineAdvice(this.node.path),
          ]
        : [],
    );
    ensureHostProviders(this, model);
    this.node.addValidation({
      validate: () => [...this.declarations.missing, ...this.unfitForAdded()].map(formatViolation),
    });
    writeToolFilesAtSynth(this, this.declarations);
    atSynth(this, () => {
      advise(
        this,
        alikeUserAdvice(
          this.node.path,
          this.declarations.users.map((user) => user.name),
        ),
      );
    });
    if (model.kerberos?.hosting.kind === 'managed') {
      new KeyDistributionCenter(this, model, model.kerberos.hosting);
    }
    const servers = [
      ...model.store
        .servers(model)
        .map((server) => new MetadataServer(this, model, server, this.digestOf(secretsVolume(server.node)))),
      ...model.brokers.map(
        (broker) =>
          new Broker(
            this,
            () => this.declarations.model,
            broker,
            this.digestOf(secretsVolume(broker.node), { readsAnew: reloadsCertificates(model) }),
          ),
      ),
    ];
    if (model.gate !== undefined) {
      this.openGatesWithAll(model, servers);
    }
    retirementGuard(this, {
      ...{ cluster: model.name, stack: 'cluster', within: this },
      types: [Container.tfResourceType],
    });
  }

  /** Name of the cluster on the engine: prefix of its resources’ addresses in the state. */
  public get name(): string {
    return this.model.name;
  }

  /** Number of brokers: the most copies that a partition can have. */
  public get brokerCount(): number {
    return this.model.brokers.length;
  }

  /** Copies of a partition where a topic doesn’t say. */
  public get replicationFactor(): number {
    return this.model.replicationFactor;
  }

  /** Kafka’s version, such as `3.9.2`. */
  public get version(): string {
    return this.model.version.version;
  }

  /** `host:port` of the brokers’ published listener that takes the administrator’s certificate; empty when there is none. */
  public get administratorServers(): readonly string[] {
    const listener = administratorsListener(this.model);
    return listener === undefined ? [] : this.model.brokers.map((broker) => listener.advertisedFor(broker, this.model));
  }

  /** SCRAM mechanisms of its listeners. */
  public get scramMechanisms(): readonly SaslMechanism[] {
    const mechanisms = new Set(this.model.listeners.flatMap((listener) => listener.mechanisms));
    return [...mechanisms].filter(isKeptByKafka);
  }

  /** Names of servers, of users that log in otherwise and of nobody: no SCRAM user may be named like them either. */
  public get reservedNames(): readonly string[] {
    return this.declarations.reservedNames;
  }

  /** Users that log in with a certificate, and the administrator: no SCRAM user may be named like them. */
  public get certificateNames(): readonly string[] {
    return this.declarations.certificateNames;
  }

  /**
   * Declares a user that logs in with a certificate, by PLAIN or by Kerberos, also long after the cluster was declared. SCRAM
   * users, whose credentials Kafka keeps, are declared by `KafkaResources.addUser`, which takes every login.
   *
   * @returns whom rights are granted to
   * @throws ValidationError `UserNameIllegal`, `UserDuplicate`, `PlainListenerMissing`, `KerberosListenerMissing`,
   * `PasswordVersionIllegal`, `PasswordFileMissing`, `PasswordIllegal`, `KeyVersionIllegal`, `ScramUserMisplaced`
   */
  public addUser(name: string, login: UserLogin): IPrincipal {
    checkArguments('KafkaCluster#addUser', [name, login], this.node.path);
    const { credentials } = login;
    if (credentials.keptBy === 'kafka') {
      throw new ValidationError({
        code: 'ScramUserMisplaced',
        subject: `${this.node.path}/user ${name}`,
        rule: 'a SCRAM user must be declared by KafkaResources.addUser: Kafka keeps its credentials, as it does topics and rights',
        value: name,
        remedy: 'take resources.addUser(name)',
      });
    }
    checkPasswordFile(this, name, credentials);
    return this.declarations.addUser(name, credentials);
  }

  /**
   * The principal of a user that logs in with a certificate.
   *
   * @deprecated Take what {@link KafkaCluster.addUser} returns.
   * @throws ValidationError `CertificateUserUnknown` when nobody declares it
   */
  public certificateUser(name: string): Principal {
    checkArguments('KafkaCluster#certificateUser', [name], this.node.path);
    return this.userOf('certificate', { code: 'CertificateUserUnknown' }, name);
  }

  /**
   * The principal of a user that logs in by PLAIN.
   *
   * @deprecated Take what {@link KafkaCluster.addUser} returns.
   * @throws ValidationError `PlainUserUnknown` when nobody declares it
   */
  public plainUser(name: string): Principal {
    checkArguments('KafkaCluster#plainUser', [name], this.node.path);
    return this.userOf('plain', { code: 'PlainUserUnknown' }, name);
  }

  /**
   * The principal of a user that logs in by Kerberos.
   *
   * @deprecated Take what {@link KafkaCluster.addUser} returns.
   * @throws ValidationError `KerberosUserUnknown` when nobody declares it
   */
  public kerberosUser(name: string): Principal {
    checkArguments('KafkaCluster#kerberosUser', [name], this.node.path);
    return this.userOf('kerberos', { code: 'KerberosUserUnknown' }, name);
  }

  private userOf(mechanism: MechanismName, unknown: { readonly code: string }, name: string): Principal {
    if (!userNamesBy(this.declarations.model, mechanism).includes(name)) {
      throw new ValidationError({
        ...unknown,
        subject: this.node.path,
        rule: 'a user must be declared, with this login, before it is asked for',
        value: name,
        remedy: 'add it by addUser, or take Principal.external for one whose credentials are made elsewhere',
      });
    }
    return new Principal(`User:${name}`);
  }

  /** What the authorities are unfit for among those who were declared since the cluster was. */
  private unfitForAdded(): readonly Violation[] {
    const tried = new Set(certificatePlan(this.model).identities.map(({ name }) => name));
    return unfitAuthorities(this.node.path, this.declarations.model, ({ name }) => !tried.has(name));
  }

  /** Changes with what a server has read at its start; users that are added later count too. */
  private digestOf(volume: string, options: Parameters<typeof volumeDigest>[2] = {}): string {
    return lazyText(() => volumeDigest(certificatePlan(this.declarations.model), volume, options));
  }

  /**
   * Opens the gates when everything is destroyed: the resource depends on every server, and so is destroyed first. It survives the
   * replacement of single servers.
   */
  private openGatesWithAll(model: ClusterModel, servers: readonly Construct[]): void {
    const all = new DataResource(this, 'Gates', {
      dependsOn: servers.flatMap((server) =>
        server.node.findAll().filter((child) => TerraformResource.isTerraformResource(child)),
      ),
      provisioners: gateBefore(model.gate, '--open'),
    });
    all.overrideLogicalId(`${model.name}-gates`);
  }
}
