import { existsSync, rmSync } from 'node:fs';
import path from 'node:path';
import { CLIENT_FILES } from '../../model/names/paths';
import { awaitBrokers } from '../../runtime/kafka/readiness';
import { until } from '../../runtime/wait';
import type { Checkout } from '../../test/integ/support/checkout';
import type { Outcome } from '../../test/integ/support/outcome';
import { Duration } from '../../model/units/duration';
import { allStacks } from '../../runtime/files/manifest-file';

/** How long a deployment may take until its brokers answer. */
export const LONGEST = Duration.seconds(120);

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

/**
 * Seconds from nothing until every broker answers over TLS, by `npm run deploy`; what that does beside and after it is awaited, and
 * not measured.
 */
export async function answering(checkout: Checkout): Promise<number> {
  await forget(checkout);
  const clientsFolder = checkout.path('out', 'clients');
  rmSync(clientsFolder, { recursive: true, force: true });
  const start = performance.now();
  const deployed = expectSuccess(checkout.npm('deploy'));
  const answered = async (): Promise<number> => {
    const file = path.join(clientsFolder, 'admin', CLIENT_FILES.kcat);
    await until(() => existsSync(file), { within: LONGEST, awaiting: file });
    await awaitBrokers(checkout.manifest, { clientsFolder, within: LONGEST });
    return (performance.now() - start) / 1000;
  };
  const [duration] = await Promise.all([answered(), deployed]);
  return duration;
}
