import type { Admin } from 'kafkajs';
import { LABELS } from '../../../model/names/names';
import { Duration } from '../../../model/units/duration';
import { removeTopics } from '../../../proof/workload/proof-topic';
import { isWhole, viewPartitions } from '../../../runtime/kafka/cluster-view';
import { administrator, withAdmin } from '../../../runtime/kafka/kafka-admin';
import { until } from '../../../runtime/wait';
import { Checkout } from '../../integ/support/checkout';
import { loadDuring } from '../../integ/support/load-during';
import { expectSuccess, textOf } from '../../integ/support/outcome';
import { SwarmEngines } from './swarm-engines';

/** What of a cluster is on an engine. */
export interface Traces {
  readonly containers: readonly string[];
  readonly volumes: readonly string[];
  readonly networks: readonly string[];
}
export const NO_TRACES: Traces = { containers: [], volumes: [], networks: [] };

/** A cluster on three engines of their own, with a broker and a server of the metadata on each. */
export class SpreadCluster {
  public engines!: SwarmEngines;
  public checkout!: Checkout;
  private readonly label: string;

  /**
   * @param name of the cluster
   * @param role of its metadata servers' containers
   */
  public constructor(
    private readonly name: string,
    private readonly role: string,
  ) {
    this.label = `${LABELS.cluster}=${name}`;
  }

  /** @param octet see {@link SwarmEngines.start} */
  public async start(firstPort: number, octet: number, environment: NodeJS.ProcessEnv = {}): Promise<void> {
    await this.startOn(await SwarmEngines.start(3, octet), firstPort, environment);
  }

  /** @param reachedBy how each engine is reached by the commands. Default: by its socket */
  public async startOn(
    engines: SwarmEngines,
    firstPort: number,
    environment: NodeJS.ProcessEnv = {},
    reachedBy = engines.all.map(({ endpoint }) => endpoint),
  ): Promise<void> {
    this.engines = engines;
    const hosts = engines.all.map(({ address }, index) => `${reachedBy[index] ?? ''},${address},rack-${index}`);
    this.checkout = await Checkout.make(this.name, firstPort, {
      ...{ KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off', KAFKA_DATA: 'destroy' },
      ...{ KAFKA_HOSTS: hosts.join(' '), ...environment },
    });
  }

  public async remove(): Promise<void> {
    await this.engines.remove();
    await this.checkout.remove();
  }

  public addressOf(host: number): string {
    return this.engines.all[host]?.address ?? '';
  }

  /** Names of what runs on each engine, with the time since when it does. */
  public async running(): Promise<ReadonlyMap<string, string>> {
    const lists = await Promise.all(
      this.engines.all.map(async ({ docker, address }) =>
        (await docker.listContainers({ filters: { label: [this.label] } })).map(
          ({ Names, Created }) => [`${Names[0]?.slice(1) ?? ''} on ${address}`, String(Created)] as const,
        ),
      ),
    );
    return new Map(lists.flat());
  }

  /** Names of the servers among them, on one host or on all. */
  public async servers(host?: number): Promise<readonly string[]> {
    const end = host === undefined ? '' : ` on ${this.addressOf(host)}`;
    const names = [...(await this.running()).keys()];
    return names.filter((name) => name.endsWith(end) && new RegExp(`-(broker|${this.role})-`).test(name));
  }

  /** Containers of servers that run, and are in no network that they share with other hosts. */
  public async cutOff(): Promise<readonly string[]> {
    const lists = await Promise.all(
      this.engines.all.map(({ docker }) => docker.listContainers({ filters: { label: [this.label] } })),
    );
    return lists.flat().flatMap(({ Names, NetworkSettings: { Networks: networks } }) => {
      const name = Names[0]?.slice(1) ?? '';
      const isServer = new RegExp(`-(broker|${this.role})-`).test(name);
      return isServer && !(`${this.name}-backplane` in networks) ? [name] : [];
    });
  }

  /** Names of the services on a host, in the order of the alphabet. */
  public async services(host: number): Promise<readonly string[]> {
    const end = ` on ${this.addressOf(host)}`;
    const servers = await this.servers(host);
    const names = [...(await this.running()).keys()].filter((name) => name.endsWith(end) && !servers.includes(name));
    return names.map((name) => name.slice(0, -end.length)).sort();
  }

  /** Each host has one server of each kind. */
  public async expectOneOfEachKind(): Promise<void> {
    for (const host of this.engines.all.keys()) {
      const kinds = (await this.servers(host)).map((name) => name.replace(/-\d .*/, ''));
      expect(kinds.sort()).toEqual([`${this.name}-broker`, `${this.name}-${this.role}`]);
    }
  }

  /** Asks the brokers that answer; undefined where none does. */
  public async asked<T>(look: (admin: Admin) => Promise<T>): Promise<T | undefined> {
    try {
      return await withAdmin(await administrator(this.checkout.manifest, this.checkout.path('out', 'clients')), look);
    } catch {
      return undefined;
    }
  }

  public async topics(): Promise<readonly string[] | undefined> {
    return await this.asked(async (admin) => (await admin.listTopics()).sort());
  }

  /** Every partition comes to have all of its copies in sync. */
  public async whole(): Promise<void> {
    await until(
      async () =>
        (await this.asked((admin) => viewPartitions(admin)))?.every((partition) => isWhole(partition)) ?? false,
      { within: Duration.minutes(3), awaiting: 'every copy in sync' },
    );
  }

  /** Records are written and read at the addresses of the hosts, by users of both kinds. */
  public async proof(checks: string): Promise<void> {
    expectSuccess(await this.checkout.npm('proof', '--only', checks));
  }

  /** A deployment has nothing to do, and does nothing. */
  public async expectNothingToChange(): Promise<void> {
    const before = await this.running();
    const outcome = await this.checkout.npm('deploy');
    expectSuccess(outcome);
    expect(textOf(outcome)).toContain('nothing to change');
    expect(await this.running()).toEqual(before);
  }

  /** A host dies amid a load; two brokers come to lead every partition. It is back then, with its servers, and nothing that was acknowledged is lost. */
  public async loseAndRevive(host: number, meanwhile: () => Promise<void>): Promise<void> {
    await this.underLoad('written-while-a-host-dies', async () => {
      await this.engines.kill(host);
      await this.ledByTheOthers();
      await meanwhile();
      await this.engines.revive(host);
      await until(async () => (await this.servers(host)).length === 2, {
        within: Duration.minutes(3),
        awaiting: 'the servers of the host to run again',
      });
      await this.whole();
    });
  }

  /** Does something amid a load on a topic of its own, of which nothing is lost that was acknowledged. */
  public async underLoad(topic: string, work: () => Promise<void>): Promise<void> {
    const kafka = await administrator(this.checkout.manifest, this.checkout.path('out', 'clients'));
    await withAdmin(kafka, async (admin) => {
      const { verdict } = await loadDuring({ kafka, admin }, topic, work);
      expect(verdict.violations).toEqual([]);
      expect(verdict.acknowledged).toBeGreaterThan(0);
      await removeTopics(admin, [topic]);
    });
  }

  /** Waits until two brokers are alive, and lead every partition. */
  private async ledByTheOthers(): Promise<void> {
    const isLed = async (admin: Admin): Promise<boolean> => {
      const alive = (await admin.describeCluster()).brokers.map(({ nodeId }) => nodeId);
      return alive.length === 2 && (await viewPartitions(admin)).every(({ leader }) => alive.includes(leader));
    };
    await until(async () => (await this.asked(isLed)) === true, {
      within: Duration.minutes(2),
      awaiting: 'two brokers to lead every partition',
    });
  }

  /** What of the cluster is on one of the engines; overlays are those of all. */
  public async traces(host: number, overlays = false): Promise<Traces> {
    const { docker } = this.engines.all[host] ?? {};
    if (docker === undefined) {
      throw new Error(`there is no engine ${host}`);
    }
    const filters = { label: [this.label] };
    const { Volumes: volumes } = await docker.listVolumes({ filters: JSON.stringify(filters) as never });
    const networks = await docker.listNetworks({ filters });
    return {
      containers: (await docker.listContainers({ all: true, filters })).map(({ Names }) => Names.join()),
      volumes: volumes.map(({ Name }) => Name),
      networks: networks.filter(({ Scope }) => overlays || Scope !== 'swarm').map(({ Name }) => Name),
    };
  }

  /** It is destroyed with all of its data, and no engine has anything of it. */
  public async expectDestroyedWithoutTrace(): Promise<void> {
    expectSuccess(await this.checkout.npm('destroy', '--volumes'));
    for (const [host, { docker }] of this.engines.all.entries()) {
      expect(await this.traces(host, true)).toEqual(NO_TRACES);
      expect((await docker.listContainers({ all: true })).map(({ Names }) => Names)).toEqual([]);
    }
  }
}
