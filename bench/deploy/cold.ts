import { rmSync } from 'node:fs';
import type { Checkout } from '../../test/integ/support/checkout';
import type { Outcome } from '../../test/integ/support/outcome';
import { allStacks } from '../../runtime/files/manifest-file';

/** Takes everything of a cluster away, and what Terraform remembers of it. */
export async function forget(checkout: Checkout): Promise<void> {
  await checkout.removeEverything();
  for (const stack of allStacks(checkout.manifest)) {
    rmSync(checkout.path(`terraform.${stack}.tfstate`), { force: true });
  }
}

/** Awaits a command that must succeed. */
export async function expectSuccess(running: Promise<Outcome>): Promise<void> {
  const { code, stdout, stderr } = await running;
  if (code !== 0) {
    throw new Error(`ended with ${code}:\n${stdout}\n${stderr}`);
  }
}

/** Seconds that the work takes. */
export async function timed(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}
