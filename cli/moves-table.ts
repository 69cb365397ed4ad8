import Table from 'cli-table3';
import { type Move, movesText, partitionName } from '../model/moving/plan-moves';
import { Duration } from '../model/units/duration';
import { secondsOf, type ShownMoves } from '../rollout/moving/moving';

/** What a list of moves begins with that are yet to come. */
export const MOVED = 'Copies of partitions that a deployment moves before servers change:';

/** Partitions that are shown each by itself. */
const SHOWN = 40;

/** What is about to be moved: each partition, how much of it is copied, and how long all of it takes at the throttle at least. */
export function movesTable({ moves, sizes, throttle }: ShownMoves): string {
  const table = new Table({
    head: ['partition', 'from', 'to', 'copied'],
    style: { head: [], border: [], compact: true },
  });
  const bytesOf = (move: Move): number => move.added.length * (sizes.get(partitionName(move)) ?? 0);
  table.push(
    ...moves
      .slice(0, SHOWN)
      .map((move) => [
        partitionName(move),
        move.from.join(', '),
        move.to.join(', '),
        move.added.length === 0 ? 'nothing' : inBytes(bytesOf(move)),
      ]),
  );
  const bytes = moves.reduce((sum, move) => sum + bytesOf(move), 0);
  const seconds = Duration.seconds(Math.max(1, Math.ceil(secondsOf(moves, sizes, throttle))));
  return [
    table.toString(),
    ...(moves.length > SHOWN ? [`and ${moves.length - SHOWN} more`] : []),
    `${movesText(moves)}, ${inBytes(bytes)}: ${seconds.toString()} or more at ${inBytes(throttle)}/s for each broker`,
  ].join('\n');
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `1.5 MiB`. */
function inBytes(bytes: number): string {
  const power = Math.min(UNITS.length - 1, bytes < 1 ? 0 : Math.floor(Math.log2(bytes) / 10));
  const amount = bytes / 1024 ** power;
  return `${Number(amount.toFixed(power === 0 ? 0 : 1))} ${UNITS[power] ?? 'B'}`;
}
