/**
 * A cold deployment of base and cluster, beside its floor: the same containers of the same images, started straight by the
 * engine with ready-made certificates, and by docker compose. All are measured from the first command until all three brokers are in the metadata
 * over TLS: `npm run deploy`, with all that it looks at, and the cdktf command, which applies one stack after the other. The
 * keytool step is measured by itself, beside one keytool call after another.
 *
 *   npm run bench deploy
 */
import { templateText } from '../../model/formats/terraform-template';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Checkout } from '../../test/integ/support/checkout';
import { keytoolClasses } from '../../test/support/keytool-step';
import type { Aim, Figures } from '../benchmark';
import { answering, expectSuccess, forget, timed } from './cold';
import { composeUp, ensureCompose } from './compose';
import { brokersAnswer, floor, runOnce, takeAway } from './floor';

export const name = 'deploy';

export const aims: readonly Aim[] = [
  {
    figure: 'ratio',
    title: 'npm run deploy until the brokers answer, beside the bare engine',
    unit: 'times',
    atMost: 1.3,
  },
  { figure: 'deploy to compose', title: 'the same, beside docker compose', unit: 'times', atMost: 1.2 },
  { figure: 'keytool', title: 'keytool step of 11 identities', unit: 's', atMost: 1.2 },
];

const NAME = 'bench';

export async function run(runs: number, measured: (figures: Figures) => void): Promise<void> {
  await ensureCompose();
  const checkout = await Checkout.make(NAME, 11092, { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' });
  try {
    await expectSuccess(checkout.npm('deploy')); // Set-up, bindings' caches, synthesis.
    for (let each = 1; each <= runs; each += 1) {
      const deploy = await answering(checkout);
      const cdktf = await coldCdktf(checkout);
      const bare = await floor(checkout);
      const compose = await composeFloor(checkout);
      const keytool = await keytoolStep(checkout);
      const naive = await naiveKeytool(checkout);
      const ratios = {
        ...{ ratio: deploy / bare, 'deploy to compose': deploy / compose },
        ...{ 'cdktf to floor': cdktf / bare, 'keytool to naive': keytool / naive },
      };
      measured({ deploy, cdktf, floor: bare, compose, keytool, naive, ...ratios });
    }
  } finally {
    await checkout.remove();
  }
}

/** The same by cdktf's own command. */
async function coldCdktf(checkout: Checkout): Promise<number> {
  await forget(checkout);
  const { base, cluster } = checkout.manifest.stacks;
  return timed(async () => {
    await expectSuccess(checkout.cdktf('deploy', base, cluster, '--auto-approve', '--skip-provider-lock'));
    await brokersAnswer(checkout);
  });
}

/** The same by docker compose. */
async function composeFloor(checkout: Checkout): Promise<number> {
  const { servers, networks } = await takeAway(checkout);
  return timed(async () => {
    await composeUp(checkout.path('out', 'compose.json'), servers, networks);
    await brokersAnswer(checkout);
  });
}

/** The keytool step's own container, on empty volumes. */
async function keytoolStep(checkout: Checkout): Promise<number> {
  const issue = readFileSync(checkout.path('certs', 'issue.sh'));
  return timed(() =>
    runOnce(checkout, {
      command: ['sh', '-c', 'mkdir /a /s && OWNER=0:0 sh /x /plan /a /s'],
      files: { x: issue, plan: planOf(checkout), ...keytoolClasses() },
    }),
  );
}

async function naiveKeytool(checkout: Checkout): Promise<number> {
  const naive = readFileSync(path.join(__dirname, 'naive-keytool.sh'), 'utf8');
  return timed(() =>
    runOnce(checkout, { command: ['sh', '/x', '/plan', '/target'], files: { x: naive, plan: planOf(checkout) } }),
  );
}

/** The plan that was deployed, as its step is given it. */
function planOf(checkout: Checkout): string {
  const stack = checkout.path('cdktf.out', 'stacks', checkout.manifest.stacks.base, 'cdk.tf.json');
  const { resource } = JSON.parse(readFileSync(stack, 'utf8')) as {
    resource: { docker_container: Record<string, { entrypoint: string[] }> };
  };
  const entrypoint = resource.docker_container[`${NAME}-keytool`]?.entrypoint ?? [];
  const at = entrypoint.indexOf('/step/plan');
  if (at === -1) {
    throw new Error('the step is not given its plan by its command');
  }
  return templateText(entrypoint[at + 1] ?? '');
}
