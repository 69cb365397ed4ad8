import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DataResource, TerraformResource, TerraformStack } from 'cdktf';
import { Construct } from 'constructs';
import { certificatePlan, volumeDigest } from '../../certs/plan';
import { Broker } from './broker';
import type { KafkaClusterProps } from '../../model/declaration/cluster-props';
import { ExistingCluster } from './existing-cluster';
import type { KafkaClusterAttributes } from '../../model/declaration/cluster-attributes';
import { KeyDistributionCenter } from './key-distribution-center';
import type { IKafkaCluster } from './kafka-cluster-interface';
import { Principal } from '../../model/resources/principal';
import { advise } from '../synthesis/advise';
import type { ClusterModel } from '../../model/cluster/cluster-model';
import { registerCluster } from './cluster-registry';
import type { Declarations } from '../../model/declaration/declarations';
import { administratorName } from '../../model/names/distinguished-name';
import { ensureDockerProvider } from '../containers/docker-provider';
import { formatViolation, throwIfAny, ValidationError } from '../../model/violation';
import { gateBefore } from '../containers/gate-provisioner';
import type { ManifestService, ManifestUser } from '../../model/manifest/manifest';
import type { SaslMechanism } from '../../model/authentication/mechanisms';
import { manifestOf } from './manifest-of';
import { ownFiles, type Watch, WATCH_DEFAULTS } from '../../model/monitoring/monitoring-files';
import { serverJobs } from '../../model/monitoring/scrape-configuration';
import { secretsVolume } from '../../model/names/names';
import { resolveCluster } from '../../model/declaration/resolve-cluster';
import { declaredUsers } from '../../model/authentication/mechanism-lookup';
import { mutualTls } from '../../model/authentication/mutual-tls';
import { isScram } from '../../model/authentication/scram';
import { versionViolations } from '../../model/authentication/credential-version';
import { ownNames } from '../../model/declaration/user-violations';
import { MetadataServer } from './metadata-server';

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
  public static fromAttributes(scope: Construct, id: string, attributes: KafkaClusterAttributes): IKafkaCluster {
    return new ExistingCluster(scope, id, attributes);
  }

  private readonly declared: ClusterModel;
  private baseStack: string | undefined;
  private readonly serviceUsers: string[] = [];
  private readonly services: ManifestService[] = [];
  private readonly serviceStacks = new Set<string>();
  private expiryReader: string | undefined;
  private readonly servicePasswords: { readonly service: string; readonly version: number }[] = [];
  private onServiceStore: (volume: string) => void = () => undefined;
  private readonly resourcesStacks = new Set<string>();
  private watch: Watch | undefined;
  private readonly declarations: Declarations[] = [];

  /** @throws ValidationError with everything that is wrong with the props, alone or beside the app's other clusters; or `EnginesDiffer` */
  public constructor(scope: Construct, id: string, props: KafkaClusterProps) {
    super(scope, id);
    const { model, advice } = resolveCluster(this.node.path, props);
    this.declared = model;
    registerCluster(this, model);
    advise(this, advice);
    ensureDockerProvider(this, model.engine);
    this.node.addValidation({ validate: () => this.missingBase() });
    this.writeManifestAtSynth();
    const plan = certificatePlan(model);
    if (model.kerberos?.place.kind === 'managed') {
      new KeyDistributionCenter(this, model, model.kerberos.place);
    }
    const servers = [
      ...model.store
        .servers(model)
        .map((server) => new MetadataServer(this, model, server, volumeDigest(plan, secretsVolume(server.node)))),
      ...model.brokers.map((broker) => new Broker(this, model, broker, volumeDigest(plan, secretsVolume(broker.node)))),
    ];
    if (model.gate !== undefined) {
      this.openGatesWithAll(model, servers);
    }
  }

  /** What was declared until now, with every default filled in. @internal */
  public get model(): ClusterModel {
    return {
      ...this.declared,
      serviceUsers: [...this.serviceUsers],
      servicePasswords: [...this.servicePasswords],
      expiryReader: this.expiryReader,
    };
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
    const listener = this.model.listeners.find(
      ({ scope, authentication }) => scope === 'published' && authentication.clientCertificate,
    );
    return listener === undefined ? [] : this.model.brokers.map((broker) => listener.advertisedFor(broker));
  }

  /** SCRAM mechanisms of its listeners. */
  public get scramMechanisms(): readonly SaslMechanism[] {
    const mechanisms = new Set(this.model.listeners.flatMap((listener) => listener.mechanisms));
    return [...mechanisms].filter(isScram);
  }

  /** Names of servers, of users that log in otherwise and of nobody: no SCRAM user may be named like them either. */
  public get reservedNames(): readonly string[] {
    return [
      ...ownNames(this.model),
      ...[...this.model.plainUsers, ...this.model.kerberosUsers].map(({ name }) => name),
    ];
  }

  /** Users that log in with a certificate, and the administrator: no SCRAM user may be named like them. */
  public get certificateNames(): readonly string[] {
    return ['admin', ...this.model.certificateUsers, ...this.serviceUsers];
  }

  /**
   * The principal of a user that logs in with a certificate.
   *
   * @throws ValidationError `CertificateUserUnknown` when the cluster's `certificateUsers` doesn't name it
   */
  public certificateUser(name: string): Principal {
    if (!this.model.certificateUsers.includes(name)) {
      throw new ValidationError({
        code: 'CertificateUserUnknown',
        subject: this.node.path,
        rule: 'a certificate user must be one of certificateUsers',
        value: name,
        remedy: 'add it there, or take Principal.external for one whose certificate is made elsewhere',
      });
    }
    return new Principal(`User:${name}`);
  }

  /**
   * The principal of a user that logs in by PLAIN.
   *
   * @throws ValidationError `PlainUserUnknown` when the cluster's `plainUsers` doesn't name it
   */
  public plainUser(name: string): Principal {
    return this.userOf('plainUsers', { code: 'PlainUserUnknown' }, name);
  }

  /**
   * The principal of a user that logs in by Kerberos.
   *
   * @throws ValidationError `KerberosUserUnknown` when the cluster's `kerberosUsers` doesn't name it
   */
  public kerberosUser(name: string): Principal {
    return this.userOf('kerberosUsers', { code: 'KerberosUserUnknown' }, name);
  }

  private userOf(prop: 'plainUsers' | 'kerberosUsers', unknown: { readonly code: string }, name: string): Principal {
    if (!this.model[prop].some((user) => user.name === name)) {
      throw new ValidationError({
        ...unknown,
        subject: this.node.path,
        rule: `a user must be one of ${prop}`,
        value: name,
        remedy: 'add it there',
      });
    }
    return new Principal(`User:${name}`);
  }

  /**
   * A user for a service beside the servers, with a certificate in a volume of its own; its container may be named by it.
   *
   * @throws ValidationError `ServiceUserIllegal`, `ServiceUserTaken` when another user has the name, and so would share its rights
   * @internal
   */
  public addServiceUser(
    subject: string,
    name: string,
    { watchesExpiry = false, namesContainer = false } = {},
  ): Principal {
    const { names, store } = this.declared;
    const roles = ['broker', ...store.servers(this.declared).map(({ role }) => role)];
    if (
      !/^[a-z][a-z0-9-]*$/.test(name) ||
      roles.some((role) => name.startsWith(`${role}-`)) ||
      (namesContainer && names.ownsContainer(names.serviceContainer(name)))
    ) {
      throw new ValidationError({
        code: 'ServiceUserIllegal',
        subject,
        rule: 'the user of a service must be named by lower-case letters, digits and -, and not as a server is; nor, where the container is named by it, as another container of the package',
        value: name,
        remedy: 'rename it',
      });
    }
    const scramUsers = this.declarations.flatMap((declared) => declared.users().map((user) => user.name));
    if ([...this.certificateNames, ...this.reservedNames, ...scramUsers].includes(name)) {
      throw new ValidationError({
        code: 'ServiceUserTaken',
        subject,
        rule: 'the user of a service must be named like no other user, whose rights it would share',
        value: name,
        remedy: 'give it another name by its prop user, or rename the other one',
      });
    }
    this.serviceUsers.push(name);
    if (watchesExpiry) {
      this.expiryReader = name;
    }
    this.onServiceStore(names.serviceVolume(name));
    return new Principal(`User:${name}`);
  }

  /**
   * A password that people log in to a service with, in a volume of its own.
   *
   * @throws ValidationError `PasswordVersionIllegal`
   * @internal
   */
  public addServicePassword(subject: string, service: string, version: number): void {
    throwIfAny(versionViolations(subject, 'passwordVersion', version));
    this.servicePasswords.push({ service, version });
    this.onServiceStore(this.declared.names.servicePasswordVolume(service));
  }

  /** Tells the tools of a stack with services in it, also of one that holds none for now. @internal */
  public addServiceStack(stack: string): void {
    this.serviceStacks.add(stack);
  }

  /** Tells the tools of something beside the servers. @internal */
  public addService(service: ManifestService): void {
    this.services.push(service);
  }

  /** How it is watched by more than its own servers’ metrics. @internal */
  public watchedBy(watch: Watch): void {
    this.watch = watch;
  }

  /**
   * Called by the base and the resources of this cluster, so that the tools find their stacks; the base hears of the
   * volumes of services that are declared after it.
   *
   * @throws ValidationError `BaseDuplicate`
   * @internal
   */
  public declareBase(stack: string, onServiceStore: (volume: string) => void): void {
    if (this.baseStack !== undefined) {
      throw new ValidationError({
        code: 'BaseDuplicate',
        subject: this.node.path,
        rule: `a cluster must have one KafkaBase, and has one in ${this.baseStack}`,
        value: stack,
        remedy: 'take one of the two away',
      });
    }
    this.baseStack = stack;
    this.onServiceStore = onServiceStore;
  }

  /** @throws ValidationError `ResourcesInClusterStack` @internal */
  public declare(stack: string, declarations: Declarations): void {
    if (stack === TerraformStack.of(this).node.id || stack === this.baseStack) {
      throw new ValidationError({
        code: 'ResourcesInClusterStack',
        subject: this.node.path,
        rule: 'KafkaResources must be in another stack than its cluster and its base, which have to be there before anything is declared on them',
        value: stack,
        remedy: 'make a TerraformStack for it',
      });
    }
    this.resourcesStacks.add(stack);
    this.declarations.push(declarations);
  }

  private missingBase(): string[] {
    return this.baseStack === undefined
      ? [
          formatViolation({
            code: 'BaseMissing',
            subject: this.node.path,
            rule: 'a cluster must have a KafkaBase: networks, volumes, certificates and configuration that its servers stand on',
            remedy: "add new KafkaBase(new TerraformStack(app, 'base'), 'Base', { cluster })",
          }),
        ]
      : [];
  }

  /** It goes first when everything goes, and nobody has to wait for anyone then. It outlives the replacement of servers. */
  private openGatesWithAll(model: ClusterModel, servers: readonly Construct[]): void {
    const all = new DataResource(this, 'Gates', {
      dependsOn: servers.flatMap((server) =>
        server.node.findAll().filter((child) => TerraformResource.isTerraformResource(child)),
      ),
      provisioners: gateBefore(model.gate, '--open'),
    });
    all.overrideLogicalId(`${model.name}-gates`);
  }

  /** @internal */
  public declaredPrincipals(): readonly string[] {
    return [...this.users().map(({ principal }) => principal), ...[...this.serviceUsers].map((name) => `User:${name}`)];
  }

  private users(): readonly ManifestUser[] {
    return [...this.ownUsers(), ...this.declarations.flatMap((declared) => declared.users())];
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
          {
            base: this.baseStack ?? '',
            cluster: stack.node.id,
            resources: [...this.resourcesStacks],
            services: [...this.serviceStacks],
          },
          {
            topics: this.declarations.flatMap((declared) => declared.topics()),
            rules: this.declarations.flatMap((declared) => declared.rules()),
            users: this.users(),
            services: this.services,
          },
        );
        writeFileSync(path.join(folder, `${this.name}.json`), `${JSON.stringify(manifest, undefined, 2)}\n`);
        this.writeMonitoringFiles(path.join(session.outdir, 'monitoring', this.name));
      },
    };
  }

  /** For a Prometheus and a Grafana that somebody has already. */
  private writeMonitoringFiles(folder: string): void {
    rmSync(folder, { recursive: true, force: true });
    if (!this.model.metrics) {
      return;
    }
    const watch = this.watch ?? { jobs: serverJobs(this.model), ...WATCH_DEFAULTS };
    for (const [name, content] of Object.entries(ownFiles(this.model, watch))) {
      const file = path.join(folder, name);
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, content);
    }
  }

  /** Users that the cluster itself knows. */
  private ownUsers(): readonly ManifestUser[] {
    const user = ({ name, ...login }: Pick<ManifestUser, 'name' | 'authentication' | 'mechanisms'>): ManifestUser => ({
      ...{ name, principal: `User:${name}`, ...login },
      superUser: false,
    });
    const admin = user({ name: 'admin', authentication: mutualTls.name, mechanisms: [] });
    return [
      { ...admin, principal: `User:${administratorName(this.model.names)}`, superUser: true },
      ...declaredUsers(this.model).map(user),
    ];
  }
}
