import type { ClusterManifest } from '../model/manifest/manifest';
import { SIZES } from '../model/units/sense';
import { Size } from '../model/units/size';
import type { ReviewedMove } from '../model/moving/reviewed-moves';
import { OperationError } from '../model/violation';
import type { MovingEnvironment } from '../rollout/moving/moving';
import { say } from '../runtime/process/terminal';
import { movesTable } from './moves-table';
import { retirementEnvironment, type RetirementFiles } from './retirement-environment';

/** What the command line says about moving copies. */
export interface MovingFlags {
  readonly throttle?: string;
}

/** What is known of moves beside the declaration. */
export interface MovingOptions extends MovingFlags {
  /** Those that somebody has reviewed. */
  readonly reviewed?: readonly ReviewedMove[];
}

/** Shows how to write {@link MovingFlags}. */
export const THROTTLE_OPTION = [
  '--throttle <size>',
  'what each broker sends, and takes, in a second for copies that move: 10MiB (default: the cluster’s moveThrottle)',
] as const;

const DEFAULT = Size.mebibytes(50);
const FACTORIES: Readonly<Record<string, (amount: number) => Size>> = {
  KiB: (amount) => Size.kibibytes(amount),
  MiB: (amount) => Size.mebibytes(amount),
  GiB: (amount) => Size.gibibytes(amount),
};

/** Where a checkout, or somebody else's project, moves copies. */
export function movingEnvironment(
  workspace: RetirementFiles,
  manifest: ClusterManifest,
  { throttle, reviewed }: MovingOptions,
  progress: MovingEnvironment['progress'] = say,
): MovingEnvironment {
  return {
    manifest,
    clientsFolder: retirementEnvironment(workspace, manifest).clientsFolder,
    throttle: throttle === undefined ? (manifest.moveThrottle ?? DEFAULT.bytes) : throttleIn(throttle),
    reviewed,
    show: (shown) => {
      say(`\n${movesTable(shown)}\n`);
    },
    progress,
  };
}

/**
 * A size as on a command line.
 *
 * @throws OperationError `ThrottleIllegal`
 */
export function throttleIn(text: string): number {
  const [, amount = '', unit = ''] = /^(\d{1,9})(KiB|MiB|GiB)$/.exec(text) ?? [];
  const bytes = FACTORIES[unit]?.(Number(amount)).bytes ?? 0;
  const { from, to } = SIZES.throttle;
  if (bytes < from.bytes || bytes > to.bytes) {
    throw new OperationError({
      code: 'ThrottleIllegal',
      subject: '--throttle',
      rule: `must be a size from ${from.toString()} to ${to.toString()}`,
      value: text,
      remedy: 'write it as 500KiB, 10MiB or 1GiB',
    });
  }
  return bytes;
}
