import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { CLIENT_FILES } from '../../../model/names/paths';
import { Checkout } from '../support/checkout';
import type { Outcome } from '../support/outcome';
import { ensureCommand } from '../support/packages';
import { runTool } from '../support/tool';

export const MINUTE = 60_000;

/** Places of the brokers in the manifest. */
export const BROKERS = [0, 1, 2];

/** What `npm start` deploys, in a clone of its own: the tests of a file share one, since it takes minutes to deploy. */
export class DefaultCluster {
  /** Of user1: looked for wherever no secret may be. */
  public readonly password = `canary-${randomBytes(12).toString('hex')}`;
  public checkout!: Checkout;

  public constructor(
    private readonly name: string,
    private readonly firstPort: number,
    private readonly environment: NodeJS.ProcessEnv = {},
  ) {}

  public async clone(): Promise<void> {
    await ensureCommand('kcat', 'it judges beside the other clients');
    this.checkout = await Checkout.make(this.name, this.firstPort, this.environment);
    mkdirSync(this.checkout.path('out', 'secrets'), { recursive: true, mode: 0o700 });
    writeFileSync(
      this.checkout.path('out', 'secrets', 'passwords.tfvars.json'),
      JSON.stringify({ passwords: { user1: this.password } }),
      { mode: 0o600 },
    );
  }

  /** Name of the stack of topics, users and rules. */
  public get resources(): string {
    return `${this.name}-resources`;
  }

  /** Where a user's files are. */
  public folderOf(user: string): string {
    return this.checkout.path('out', 'clients', user);
  }

  /** Kafka's own tools, one after the other, as the administrator, from inside the network. */
  public asAdministrator(...tools: readonly string[]): Promise<Outcome> {
    const brokers = BROKERS.map((index) => this.addressOf('MTLS_INTERNAL', index)).join(',');
    const connected = `--bootstrap-server ${brokers} --command-config /etc/kafka/client/internal/${CLIENT_FILES.properties}`;
    return runTool(this.checkout, {
      network: this.checkout.manifest.networks.clients,
      clientFolder: this.folderOf('admin'),
      command: ['sh', '-ec', tools.map((tool) => `/opt/kafka/bin/${tool} ${connected}`).join('\n')],
    });
  }

  /** Where clients find a broker by one of its listeners. */
  public addressOf(listener: string, index: number): string {
    return this.checkout.manifest.brokers[index]?.advertised[listener] ?? 'none';
  }
}
