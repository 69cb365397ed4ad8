import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { ensurePackages, machine } from '../../../bootstrap/packages';
import { Checkout } from '../support/checkout';

export const MINUTE = 60_000;

/** Name of the stack of topics, users and rules. */
export const RESOURCES = 'itest-resources';

/** Places of the brokers in the manifest. */
export const BROKERS = [0, 1, 2];

/** What `npm start` deploys, in a clone of its own: all of these tests share one, since it takes minutes to deploy. */
export class DefaultCluster {
  /** Of user1: looked for wherever no secret may be. */
  public readonly password = `canary-${randomBytes(12).toString('hex')}`;
  public checkout!: Checkout;

  public async clone(): Promise<void> {
    await ensurePackages([{ command: 'kcat', package: 'kcat', purpose: 'it judges beside the other clients' }], {
      machine: machine(),
    });
    this.checkout = await Checkout.make('itest', 29092);
    mkdirSync(this.checkout.path('out', 'secrets'), { recursive: true, mode: 0o700 });
    writeFileSync(
      this.checkout.path('out', 'secrets', 'passwords.tfvars.json'),
      JSON.stringify({ passwords: { user1: this.password } }),
      { mode: 0o600 },
    );
  }

  /** Where a user's files are. */
  public folderOf(user: string): string {
    return this.checkout.path('out', 'clients', user);
  }

  /** Where clients find a broker by one of its listeners. */
  public addressOf(listener: string, index: number): string {
    return this.checkout.manifest.brokers[index]?.advertised[listener] ?? 'none';
  }
}
