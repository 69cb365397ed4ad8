import { seconds } from '../context/check';
import { escapeMarkup } from './markup';
import type { FaultBand, PartitionHistory, PartitionState, TimelineReport } from '../context/timeline';

const WIDTH = 1_040;
const LEFT = 118;
const RIGHT = 14;
const PLOT = WIDTH - LEFT - RIGHT;
const SENDS_HEIGHT = 120;
const LANE = 16;
const GAP = 14;
const LABEL_ROW = 15;
/** Space that a letter of a label takes at most, pixels. */
const LETTER = 6.4;
/** A gap without an acknowledgement that a person would see, milliseconds. */
const VISIBLE_GAP_MS = 500;
const COLOURS = 8;
/** Share of the intervals that a steady load's counts lie below. */
const USUAL = 0.9;
/** Room above them, for what is more than usual. */
const ABOVE_USUAL = 3;

/** Letters of the label of a gap, such as `nothing for 10.9 s`. */
const GAP_LABEL = 18;

type Counts = readonly (readonly [at: number, count: number])[];

/** The checks that something was seen of, in the order in which it began. */
export function chartedChecks({ faults, sends, partitions }: TimelineReport): readonly string[] {
  return [...new Set([...faults, ...sends, ...partitions].map(({ check }) => check))];
}

/** The longest time without an acknowledgement, from the last one before to the first one after it. */
export function longestGap(acknowledged: Counts): { readonly from: number; readonly to: number } | undefined {
  let longest: { from: number; to: number } | undefined;
  for (const [index, [at]] of acknowledged.entries()) {
    const before = acknowledged[index - 1]?.[0];
    if (before !== undefined && at - before > (longest === undefined ? 0 : longest.to - longest.from)) {
      longest = { from: before, to: at };
    }
  }
  return longest;
}

/**
 * The count that the highest bar stands for: a burst after an outage, when a producer sends what it has held back, would press the
 * steady load into the axis, and is cut off.
 */
export function ceilingOf(acknowledged: Counts): number {
  const counts = acknowledged.map(([, count]) => count).sort((one, other) => one - other);
  const usual = counts[Math.floor(counts.length * USUAL)] ?? 1;
  return Math.max(1, Math.min(counts.at(-1) ?? 1, ABOVE_USUAL * usual));
}

/** One check's timeline as SVG: faults as bands, sends, and each partition's leader and ISR size. */
export function renderChart(timeline: TimelineReport, check: string): string {
  const of = <T extends { readonly check: string }>(all: readonly T[]): readonly T[] =>
    all.filter((one) => one.check === check);
  const bands = of(timeline.faults);
  const histories = [...of(timeline.partitions)].sort((one, other) => one.partition - other.partition);
  const own = of(timeline.sends);
  const merged = (outcome: 'acknowledged' | 'failed' | 'unknown'): Counts =>
    own.flatMap((sends) => sends[outcome]).sort(([one], [other]) => one - other);
  const acknowledged = merged('acknowledged');
  const refused = [...merged('failed'), ...merged('unknown')];
  const instants = [
    ...bands.flatMap(({ from, to }) => [from, to]),
    ...[...acknowledged, ...refused].flatMap(([at]) => [at, at + timeline.bucketMs]),
    ...histories.flatMap(({ states, until }) => [until, ...states.map(({ at }) => at)]),
  ];
  const from = instants.reduce((least, at) => Math.min(least, at), Infinity);
  const to = Math.max(
    from + 1_000,
    instants.reduce((most, at) => Math.max(most, at), 0),
  );
  const x = (at: number): number => LEFT + ((at - from) / (to - from)) * PLOT;

  const rows = labelRows(bands, x);
  const top = 8 + Math.max(1, rows.count) * LABEL_ROW;
  const lanesTop = top + SENDS_HEIGHT + GAP + 8;
  const bottom = lanesTop + histories.length * (LANE + 4) + 4;
  const height = bottom + 26;
  return [
    `<svg viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="Timeline of ${escapeMarkup(check)}">`,
    ...bands.map((band, index) => bandMarkup(band, x, rows.of[index] ?? 0, bottom)),
    ...sendsMarkup(acknowledged, refused, x, top, (timeline.bucketMs / (to - from)) * PLOT),
    ...histories.map((history, index) => laneMarkup(history, x, lanesTop + index * (LANE + 4))),
    ...axisMarkup(from, to, x, bottom),
    '</svg>',
  ].join('\n');
}

/** Labels of bands that would lie on one another go to rows of their own. */
function labelRows(
  bands: readonly FaultBand[],
  x: (at: number) => number,
): { readonly of: readonly number[]; readonly count: number } {
  const ends: number[] = [];
  const of = bands.map(({ from, label }) => {
    const width = label.length * LETTER;
    const start = Math.min(x(from), WIDTH - RIGHT - width);
    const free = ends.findIndex((end) => end < start);
    const row = free < 0 ? ends.length : free;
    ends[row] = start + width + 8;
    return row;
  });
  return { of, count: ends.length };
}

function bandMarkup(band: FaultBand, x: (at: number) => number, row: number, bottom: number): string {
  const width = Math.max(2, x(band.to) - x(band.from));
  const start = Math.min(x(band.from), WIDTH - RIGHT - band.label.length * LETTER);
  const y = 4 + (row + 1) * LABEL_ROW - 4;
  const title = `${band.label}, ${seconds(band.to - band.from)}`;
  return (
    `<g><title>${escapeMarkup(title)}</title>` +
    `<rect class="band" x="${fixed(x(band.from))}" y="${y + 4}" width="${fixed(width)}" height="${bottom - y - 4}"/>` +
    `<text class="fault" x="${fixed(start)}" y="${y}">${escapeMarkup(band.label)}</text></g>`
  );
}

function sendsMarkup(
  acknowledged: Counts,
  refused: Counts,
  x: (at: number) => number,
  top: number,
  bucketWidth: number,
): string[] {
  const base = top + SENDS_HEIGHT;
  const most = acknowledged.reduce((highest, [, count]) => Math.max(highest, count), 1);
  const ceiling = ceilingOf(acknowledged);
  const width = Math.max(0.8, bucketWidth);
  const bars = acknowledged.map(([at, count]) => {
    const height = Math.min(1, count / ceiling) * (SENDS_HEIGHT - 14);
    return `M${fixed(x(at))} ${base}v-${fixed(height)}h${fixed(width)}v${fixed(height)}z`;
  });
  const marks = refused.map(
    ([at]) => `M${fixed(x(at))} ${base + 2}h${fixed(Math.max(1.5, width))}v5h-${fixed(Math.max(1.5, width))}z`,
  );
  const gap = longestGap(acknowledged);
  return [
    `<text class="label" x="0" y="${top + 12}">acknowledged</text><text class="faint" x="0" y="${top + 26}">per 100 ms</text>`,
    `<text class="faint end" x="${LEFT - 6}" y="${top + 20}">${most > ceiling ? '≥ ' : ''}${ceiling}<title>${most} at most</title></text>`,
    `<line class="grid" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${top + 14}" y2="${top + 14}"/>`,
    `<path class="acknowledged" d="${bars.join('')}"/>`,
    `<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${base}" y2="${base}"/>`,
    ...(marks.length > 0
      ? [
          `<path class="refused" d="${marks.join('')}"><title>sends that were refused or whose outcome is unknown</title></path>`,
          `<text class="faint" x="0" y="${base + 8}">refused, unknown</text>`,
        ]
      : []),
    ...(gap !== undefined && gap.to - gap.from >= VISIBLE_GAP_MS
      ? [
          `<line class="gap" x1="${fixed(x(gap.from))}" x2="${fixed(x(gap.to))}" y1="${base - 12}" y2="${base - 12}"/>`,
          `<text class="gap" x="${fixed(Math.max(LEFT + (GAP_LABEL * LETTER) / 2, (x(gap.from) + x(gap.to)) / 2))}" y="${base - 18}">nothing for ${seconds(gap.to - gap.from)}</text>`,
        ]
      : []),
  ];
}

function laneMarkup(
  { partition, topic, states, until }: PartitionHistory,
  x: (at: number) => number,
  y: number,
): string {
  const segments = states.map((state, index) => {
    const end = states[index + 1]?.at ?? until;
    return segmentMarkup(state, x(state.at), Math.max(1, x(end) - x(state.at)), y);
  });
  return `<g><title>${escapeMarkup(topic)}</title><text class="label" x="0" y="${y + 12}">partition ${partition}</text>${segments.join('')}</g>`;
}

/** The leader as colour and number, the ISR's size as height. */
function segmentMarkup({ leader, isr }: PartitionState, start: number, width: number, y: number): string {
  const colour = leader < 0 ? 'none' : `b${leader % COLOURS}`;
  const height = Math.min(LANE, 4 + isr * 4);
  const text = leader < 0 ? 'no leader' : `${leader}`;
  const label = `${leader < 0 ? 'no leader' : `led by broker ${leader}`}, ${isr} in sync`;
  return (
    `<g><title>${label}</title><rect class="lane ${colour}" x="${fixed(start)}" y="${y + LANE - height}" width="${fixed(width)}" height="${height}"/>` +
    (width > text.length * LETTER + 22
      ? `<text class="inlane" x="${fixed(start + 4)}" y="${y + 12}">${text} · ${isr}</text>`
      : '') +
    '</g>'
  );
}

function axisMarkup(from: number, to: number, x: (at: number) => number, y: number): string[] {
  const step = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600].find((size) => (to - from) / 1_000 / size <= 12) ?? 1_200;
  const ticks: string[] = [];
  for (let second = Math.ceil(from / 1_000 / step) * step; second * 1_000 <= to; second += step) {
    const at = fixed(x(second * 1_000));
    ticks.push(
      `<line class="axis" x1="${at}" x2="${at}" y1="${y}" y2="${y + 4}"/><text class="faint middle" x="${at}" y="${y + 17}">${second} s</text>`,
    );
  }
  return [`<line class="axis" x1="${LEFT}" x2="${WIDTH - RIGHT}" y1="${y}" y2="${y}"/>`, ...ticks];
}

function fixed(value: number): string {
  return String(Math.round(value * 10) / 10);
}
