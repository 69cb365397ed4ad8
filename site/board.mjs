/**
 * A picture of one of Grafana's dashboards, where there is no Grafana: `node board.mjs DASHBOARD.json PROMETHEUS OUT.png [NAME=VALUE...]`.
 * It asks Prometheus what the panels ask, of the last minutes, and draws those kinds of panels that the dashboards of this package have.
 * A value is what one would choose above the dashboard; without one, everything is chosen.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { launch } from 'puppeteer-core';

const { values, positionals } = parseArgs({
  options: { minutes: { type: 'string', default: '12' }, rows: { type: 'string' } },
  allowPositionals: true,
});
const [file, prometheus, out, ...choices] = positionals;
const board = JSON.parse(readFileSync(file, 'utf8'));
const chosen = { __rate_interval: '1m', ...Object.fromEntries(choices.map((choice) => choice.split('='))) };

const COLOURS = ['#5794f2', '#ff9830', '#73bf69', '#b877d9', '#f2495c', '#37c2b8', '#fade2a', '#a352cc', '#8ab8ff'];
const STEP = 10;
const to = Math.floor(Date.now() / 1000);
const from = to - Number(values.minutes) * 60;

const filledIn = (text) => text.replace(/\$\{?(\w+)(?::\w+)?\}?/g, (_, name) => chosen[name] ?? '.+');
const escaped = (text) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** The series of a panel, each with its name and its points. */
async function seriesOf({ targets = [] }) {
  const answers = await Promise.all(
    targets.map(async ({ expr, legendFormat }) => {
      const query = new URLSearchParams({ query: filledIn(expr), start: from, end: to, step: STEP });
      const { data } = await (await fetch(`${prometheus}/api/v1/query_range?${query}`)).json();
      return data.result.map(({ metric, values: points }) => ({
        name: (legendFormat ?? '').replace(/\{\{\s*(\w+)\s*\}\}/g, (_, label) => metric[label] ?? ''),
        points: points
          .map(([at, value]) => [at, Number(value)])
          .filter(([at, value]) => at >= from && Number.isFinite(value)),
      }));
    }),
  );
  return answers.flat().filter(({ points }) => points.length > 0);
}

const scaled = (value, base, units) => {
  let unit = 0;
  let rest = value;
  while (Math.abs(rest) >= base && unit < units.length - 1) {
    rest /= base;
    unit += 1;
  }
  return `${Number(rest.toPrecision(3))}${units[unit] === '' ? '' : ` ${units[unit]}`}`;
};

function written(value, unit = 'short') {
  if (unit === 'percentunit') return `${Number((value * 100).toPrecision(3))} %`;
  if (unit === 'percent') return `${Number(value.toPrecision(3))} %`;
  if (/^(dec)?bytes$/i.test(unit)) return scaled(value, 1024, ['B', 'KiB', 'MiB', 'GiB', 'TiB']);
  if (/Bps$/.test(unit)) return scaled(value, 1024, ['B/s', 'KiB/s', 'MiB/s', 'GiB/s']);
  if (unit === 'ms') return value < 1000 ? `${Number(value.toPrecision(3))} ms` : written(value / 1000, 's');
  if (unit === 's') {
    const size = [
      [86_400 * 365, 'years'],
      [86_400, 'days'],
      [3_600, 'hours'],
      [60, 'min'],
    ].find(([seconds]) => value >= seconds);
    return size === undefined
      ? `${Number(value.toPrecision(3))} s`
      : `${Number((value / size[0]).toPrecision(3))} ${size[1]}`;
  }
  return `${scaled(value, 1000, ['', 'K', 'M', 'G'])}${/ps$/.test(unit) ? ' /s' : ''}`;
}

function stat(panel, series) {
  const { unit, thresholds, mappings } = panel.fieldConfig?.defaults ?? {};
  const last = series[0]?.points.at(-1)?.[1];
  const step = thresholds?.steps?.filter(({ value }) => value === null || value === undefined || last >= value).at(-1);
  const text = mappings?.[0]?.options?.[last]?.text ?? (last === undefined ? 'no data' : written(last, unit));
  return `<div class="stat" style="color:${{ red: '#f2495c', orange: '#ff9830', yellow: '#fade2a' }[step?.color] ?? '#73bf69'}">${escaped(text)}</div>`;
}

/** Points by the stretches in which none is missing: nothing is drawn where nothing was measured. */
const unbroken = (points) =>
  points.reduce((parts, point) => {
    const last = parts.at(-1)?.at(-1);
    return last !== undefined && point.at - last.at <= 2 * STEP
      ? [...parts.slice(0, -1), [...parts.at(-1), point]]
      : [...parts, [point]];
  }, []);

const [LEFT, BOTTOM] = [62, 22];

function chart(panel, series, width, height) {
  const { unit, custom } = panel.fieldConfig?.defaults ?? {};
  const stacked = custom?.stacking?.mode === 'normal';
  const sums = new Map();
  const lines = series.map(({ name, points }) => ({
    name,
    points: points.map(([at, value]) => {
      const below = stacked ? (sums.get(at) ?? 0) : 0;
      sums.set(at, below + value);
      return { at, low: below, high: below + value };
    }),
  }));
  const most = Math.max(...lines.flatMap(({ points }) => points.map(({ high }) => high)), 0) || 1;
  const size = 10 ** Math.floor(Math.log10(most / 3));
  const tick = [1, 2, 5, 10].map((each) => each * size).find((each) => most / each <= 4) ?? size;
  const top = Math.ceil(most / tick) * tick;
  const x = (at) => LEFT + ((at - from) / (to - from)) * (width - LEFT - 10);
  const y = (value) => height - BOTTOM - (value / top) * (height - BOTTOM - 8);
  const grid = Array.from({ length: Math.round(top / tick) + 1 }, (_, index) => index * tick).map(
    (value) =>
      `<line x1="${LEFT}" x2="${width - 10}" y1="${y(value)}" y2="${y(value)}"/><text x="${LEFT - 6}" y="${y(value) + 4}" text-anchor="end">${written(value, unit)}</text>`,
  );
  const times = Array.from({ length: 5 }, (_, index) => from + ((index + 0.5) * (to - from)) / 5).map(
    (at) =>
      `<text x="${x(at)}" y="${height - 4}" text-anchor="middle">${new Date(at * 1000).toISOString().slice(11, 16)}</text>`,
  );
  const shapes = lines.flatMap(({ points }, index) => {
    const colour = COLOURS[index % COLOURS.length];
    return unbroken(points).map((part) => {
      const upper = part.map(({ at, high }) => `${x(at).toFixed(1)} ${y(high).toFixed(1)}`).join('L');
      const lower = part
        .map(({ at, low }) => `${x(at).toFixed(1)} ${y(low).toFixed(1)}`)
        .reverse()
        .join('L');
      return `<path d="M${upper}L${lower}Z" fill="${colour}" opacity="${stacked ? 0.35 : 0.08}"/><path d="M${upper}" fill="none" stroke="${colour}" stroke-width="1.6"/>`;
    });
  });
  const legend = lines
    .slice(0, 6)
    .map(
      ({ name }, index) => `<span><i style="background:${COLOURS[index % COLOURS.length]}"></i>${escaped(name)}</span>`,
    );
  return `<svg width="${width}" height="${height}">${[...grid, ...times, ...shapes].join('')}</svg><div class="legend">${legend.join('')}</div>`;
}

const [COLUMN, ROW] = [58, 31];
const panels = await Promise.all(
  board.panels
    .filter(({ gridPos }) => values.rows === undefined || gridPos.y < Number(values.rows))
    .map(async (panel) => {
      const { x, y, w, h } = panel.gridPos;
      const place = `left:${x * COLUMN}px;top:${y * ROW}px;width:${w * COLUMN - 8}px;height:${h * ROW - 8}px`;
      if (panel.type === 'row') return `<h2 style="${place}">${escaped(panel.title)}</h2>`;
      const series = await seriesOf(panel);
      const content = panel.type === 'stat' ? stat(panel, series) : chart(panel, series, w * COLUMN - 26, h * ROW - 72);
      return `<section style="${place}"><h3>${escaped(panel.title)}</h3>${content}</section>`;
    }),
);
const rows = Math.min(Number(values.rows ?? Infinity), Math.max(...board.panels.map(({ gridPos: { y, h } }) => y + h)));
const html = `<!doctype html><meta charset="utf-8"><style>
body{margin:0;background:#111217;color:#ccccdc;font:13px system-ui,'DejaVu Sans',sans-serif}h1{font-size:19px;font-weight:500;margin:14px 12px 8px}
main{position:relative;margin:0 8px;height:${rows * ROW}px}section,h2{position:absolute;box-sizing:border-box}
section{background:#181b1f;border:1px solid #2c2f36;border-radius:3px;padding:7px 8px}h2{margin:0;font-size:14px;font-weight:500;padding:4px}
h3{margin:0 0 4px;font-size:12.5px;font-weight:500}.stat{font-size:30px;text-align:center;line-height:${4 * ROW - 52}px}
svg line{stroke:#2c2f36}svg text{fill:#9a9caa;font-size:11px}.legend{display:flex;gap:12px;flex-wrap:wrap;overflow:hidden;height:17px;font-size:11.5px}
.legend i{display:inline-block;width:14px;height:3px;border-radius:2px;margin:0 5px 3px 0}</style>
<h1>${escaped(board.title)}</h1><main>${panels.join('')}</main>`;

const browser = await launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const page = await browser.newPage();
await page.setViewport({ width: 24 * COLUMN + 16, height: rows * ROW + 60 });
await page.setContent(html);
await page.screenshot({ path: out });
await browser.close();
