import type { ClusterModel } from '../cluster/cluster-model';
import type { ManifestService } from '../manifest/manifest';
import type { Watch } from '../monitoring/monitoring-files';
import type { Placement } from '../placement/placement';
import { Principal } from '../resources/principal';
import { throwIfAny } from '../violation';
import { versionViolations } from '../authentication/credential-version';

/** What a companion is called, and where it stands. */
export interface CompanionProps {
  /** Stack that its services are in. */
  readonly stack: string;
  /** User that it connects to the cluster as, with a certificate in a volume of its own. */
  readonly user: string;
  /** Whether it watches the cluster, and so gets a record of when certificates end. */
  readonly watches: boolean;
}

/** Services that accompany a cluster's servers, such as its monitoring or a console: what the cluster has to know of them. */
export class Companion {
  public readonly stack: string;
  public readonly user: string;
  public readonly watches: boolean;
  /** How the cluster is watched by more than its own servers' metrics. */
  public watch: Watch | undefined;
  private readonly running: ManifestService[] = [];
  private readonly placed = new Map<string, Placement>();
  private readonly logins: { readonly service: string; readonly version: number }[] = [];

  public constructor(
    props: CompanionProps,
    private readonly modelNow: () => ClusterModel,
  ) {
    this.stack = props.stack;
    this.user = props.user;
    this.watches = props.watches;
  }

  /** The cluster that it stands beside, with all that has been declared until now. */
  public get cluster(): ClusterModel {
    return this.modelNow();
  }

  public get principal(): Principal {
    return new Principal(`User:${this.user}`);
  }

  /** What the tools are told of it. */
  public get services(): readonly ManifestService[] {
    return this.running;
  }

  /** What people log in to its services with: a password for each, in a volume that holds nothing else. */
  public get passwords(): readonly { readonly service: string; readonly version: number }[] {
    return this.logins;
  }

  /** Volumes that the cluster fills for it. */
  public get volumes(): readonly string[] {
    const { names } = this.cluster;
    return [names.serviceVolume(this.user), ...this.logins.map(({ service }) => names.servicePasswordVolume(service))];
  }

  /** Where its containers are that are not where what is no server runs, by their names. */
  public get placements(): ReadonlyMap<string, Placement> {
    return this.placed;
  }

  /** Places a container on a host of its own. */
  public place(container: string, placement: Placement): void {
    this.placed.set(container, placement);
  }

  public addService(service: ManifestService): void {
    this.running.push(service);
  }

  /** @throws ValidationError `PasswordVersionIllegal` */
  public addPassword(subject: string, service: string, version: number): void {
    throwIfAny(versionViolations(subject, 'passwordVersion', version));
    this.logins.push({ service, version });
  }
}
