import { ensureKerberosImage } from '../../bootstrap/images/images';
import { kerberosTag } from '../../bootstrap/images/kerberos-image';
import type { Step } from '../../bootstrap/run-steps';
import { counted } from '../../model/formats/counted';
import type { ClusterManifest } from '../../model/manifest/manifest';
import { OperationError } from '../../model/violation';
import { settleProofs } from '../../proof';
import type { UpgradeRoll } from '../../runtime/kafka/version-change';
import { connectEngine } from '../../runtime/engine/engine';
import { Engines } from '../../runtime/engine/engines';
import { swarmViolations } from '../../runtime/engine/swarm';
import { drainViolations, type MovedServer } from '../hosts-kept';
import { type Preflight, preflight, type PreflightOptions } from '../preflight';
import { synthesize } from '../synthesize';
import { Terraform } from '../terraform/terraform';
import type { Workspace } from '../workspace';
import { deployedPasswords } from './deployed-passwords';
import type { Early } from './early';
import { engineAdvice } from './engine-advice';
import { ensurePasswords } from './passwords';
import { keepSlowStarts } from './slow-starts';
import { prepareUpgrade } from './upgrade';
import { checkStandingCluster, type Seen, seeStandingCluster } from './standing-cluster';

interface SynthesisOptions extends PreflightOptions {
  /**
   * Called when nothing is in the way, or what is can be cleared: what stands is compared yet, and may be planned. That comparison begins when
   * what this answers has come about.
   */
  readonly onFound: (found: Omit<Preflight, 'left' | 'clear'>, manifest: ClusterManifest) => Promise<void>;
  /** Called when a state was changed afterwards. */
  readonly onChange?: () => void;
  /** Told which roll of an upgrade this is for, where it is for one. */
  readonly onUpgrade: (roll: UpgradeRoll) => void;
  /** What looks at one thing begins while another is looked at; whoever runs the steps awaits its end, whichever way they end. */
  readonly early: Early;
}

/**
 * From `main.ts` to synthesized stacks, and all passwords that they want. Adds what synth warns about.
 *
 * @param afterwards what may synthesize again, and says why
 */
export const declarationSteps = (
  workspace: Workspace,
  warnings: string[],
  afterwards?: () => Promise<string | undefined>,
): readonly Step[] => [
  {
    title: 'Synthesize main.ts',
    run: async (): Promise<string | undefined> => {
      const found = await synthesize(workspace);
      warnings.push(...found);
      const said = [
        await afterwards?.(),
        found.length === 0 ? undefined : `${counted(found.length, 'warning')}, see below`,
      ];
      return said.filter((each) => each !== undefined).join('; ') || undefined;
    },
  },
  {
    title: 'Generate missing passwords',
    run: async (): Promise<string> => {
      const manifest = await workspace.manifest();
      const stacks = manifest.stacks.resources.map((stack) => new Terraform(workspace, stack));
      const made = await ensurePasswords(workspace, manifest, () => deployedPasswords(stacks));
      return made.length === 0 ? 'none' : `for ${made.join(', ')}, in ${workspace.passwordsFile}`;
    },
  },
];

/**
 * Steps that deploy and plan share: from `main.ts` to a checked, synthesized cluster. Adds what synth warns about, and tells
 * what has left the declaration; who only looks clears nothing away. They end with `EngineUnreachable`, `SwarmMissing`, `SwarmManagerMissing`,
 * `SwarmMemberMissing`, `SwarmMemberUnready` or `EngineArchitectureDiffers` where several hosts are not fit for one cluster.
 */
export function synthesisSteps(
  workspace: Workspace,
  warnings: string[],
  { onFound, onChange, onUpgrade, early, ...options }: SynthesisOptions,
): readonly Step[] {
  let seen = (): Promise<Seen> => Promise.reject(new Error('nothing was looked at'));
  let leftovers: Pick<Preflight, 'left' | 'clear'> | undefined;
  let moved: readonly MovedServer[] = [];
  return [
    ...declarationSteps(workspace, warnings, async () => {
      // Before whatever asks each engine what stands on it.
      const declared = await workspace.manifest();
      OperationError.throwIfAny([
        ...(workspace.drainedHost === undefined ? [] : drainViolations(declared, workspace.drainedHost)),
        ...(await swarmViolations(declared)),
      ]);
      const roll = await prepareUpgrade(workspace);
      if (roll !== undefined) {
        onUpgrade(roll);
      }
      return roll && `for the ${roll.kind === 'software' ? 'first' : 'second'} roll of an upgrade`;
    }),
    {
      title: 'Build the image of the Kerberos realm',
      run: async (progress): Promise<string> => makeRealmImage(workspace, await workspace.manifest(), progress),
    },
    {
      title: 'Preflight checks',
      run: async (progress): Promise<string> => {
        const manifest = await workspace.manifest();
        const engines = new Engines(manifest);
        const undone = await settleProofs(engines, manifest, {
          ...{ clientsFolder: workspace.clients, awaitEnd: options.clear, progress },
        });
        const found = await preflight(workspace, manifest, options);
        leftovers = found;
        moved = found.moved;
        const idle = onFound(found, manifest);
        seen = early.begin(() => idle.then(() => seeStandingCluster(workspace, manifest, found.formerFirstHost)));
        warnings.push(...(await engineAdvice(engines.all())));
        return ['passed', ...undone].join('; ');
      },
    },
    {
      title: 'Compare with what stands',
      run: async (): Promise<string> => {
        const manifest = await workspace.manifest();
        const notes = await checkStandingCluster(workspace, manifest, await seen(), {
          go: options.clear,
          moved: notThere(moved),
        });
        const removed = leftovers?.left ?? [];
        if (removed.length > 0) {
          // Whatever is refused says that no server was touched: what stands in the way of a deployment goes after that, and while no plan looks at it.
          await early.ended();
          await leftovers?.clear();
        }
        const kept = options.clear ? await keepSlowStarts(workspace, manifest, () => early.ended()) : [];
        if (kept.length + removed.length > 0) {
          onChange?.();
        }
        const all = [
          ...notes,
          ...(removed.length === 0 ? [] : [`removed ${removed.join(', ')}, left by an interrupted run`]),
          ...kept.map((server) => `${server} is left alone, which took long to start and runs`),
        ];
        return all.length === 0 ? 'fits' : all.join('; ');
      },
    },
  ];
}

/** Containers that are not where they are declared yet. */
const notThere = (moved: readonly MovedServer[]): readonly string[] =>
  moved.flatMap(({ container, isThere }) => (isThere ? [] : [container]));

/** The set-up makes the servers' images; this one is made for a cluster that has a realm of its own. */
async function makeRealmImage(
  workspace: Workspace,
  manifest: ClusterManifest,
  progress: (line: string) => void,
): Promise<string> {
  const { origin, renewed } = workspace.setup?.images ?? {};
  const { kerberos } = manifest.images;
  if (kerberos === undefined || origin === undefined) {
    return 'none';
  }
  if (kerberos !== kerberosTag(origin, renewed)) {
    return `${kerberos}, as declared`;
  }
  return (await ensureKerberosImage(connectEngine(manifest), origin, { renewed, progress }))
    ? `made ${kerberos}`
    : 'there';
}
