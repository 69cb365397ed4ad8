import { formatViolation } from '../../model/violation';
import type { ResultTable } from '../context/check';
import { escapeMarkup } from './markup';
import { describe, type CheckReport, type Report } from './report';
import { chartedChecks, renderChart } from './timeline-chart';

const WORDS: Readonly<Record<CheckReport['verdict'], string>> = {
  pass: 'kept',
  fail: 'broken',
  unjudged: 'not judged',
  skipped: 'skipped',
};

const STYLE = `
:root{color-scheme:light dark;--bg:#fbfbfa;--card:#fff;--text:#1c1f24;--faint:#667080;--line:#dfe2e7;--pass:#16784a;--fail:#c0262d;
--unjudged:#99620a;--skipped:#667080;--ack:#3178c6;--band:#c0262d1f;--b0:#a05195;--b1:#4c78a8;--b2:#d9822b;--b3:#3f8f5b;--b4:#b5485d;
--b5:#6f6bb8;--b6:#2d8c94;--b7:#8a6d3b}
@media(prefers-color-scheme:dark){:root{--bg:#14171b;--card:#1c2026;--text:#e5e8ec;--faint:#98a2b0;--line:#343a43;--pass:#4fc58a;
--fail:#ff7b7b;--unjudged:#e6b04f;--skipped:#98a2b0;--ack:#69a8ea;--band:#ff7b7b2b}}
*{box-sizing:border-box}body{margin:0;background:var(--bg);color:var(--text);font:15px/1.5 system-ui,sans-serif}
main{max-width:1120px;margin:0 auto;padding:32px 24px 64px}h1{font-size:26px;margin:0 0 4px}h2{font-size:18px;margin:36px 0 10px}
h3{font-size:15px;margin:0 0 8px}p.meta{color:var(--faint);margin:0 0 20px}
.card{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:16px 18px;margin:0 0 14px;overflow-x:auto}
.verdict{display:inline-block;border-radius:99px;padding:1px 10px;font-weight:600;font-size:13px;border:1px solid currentColor;white-space:nowrap}
.pass{color:var(--pass)}.fail{color:var(--fail)}.unjudged{color:var(--unjudged)}.skipped{color:var(--skipped)}
table{border-collapse:collapse;width:100%}th{text-align:left;color:var(--faint);font-weight:500;font-size:13px}
th,td{padding:8px 10px 8px 0;border-bottom:1px solid var(--line);vertical-align:top}tr:last-child td{border-bottom:0}
td.number{text-align:right;font-variant-numeric:tabular-nums;white-space:nowrap}ul{margin:6px 0 0;padding-left:18px}
ul.evidence{color:var(--faint);font-size:14px}ul.violations{color:var(--fail)}.figures{font-size:13px;color:var(--faint);margin-top:6px}
code{font:13px ui-monospace,monospace}details summary{cursor:pointer;color:var(--faint);margin-top:8px}details td,details th{font-size:13px}
svg{display:block;min-width:760px;width:100%;height:auto;font:11px system-ui,sans-serif}svg text{fill:var(--text)}
svg text.faint{fill:var(--faint)}svg text.end{text-anchor:end}svg text.middle{text-anchor:middle}svg text.fault{fill:var(--fail);font-weight:600}
svg text.gap{fill:var(--fail);text-anchor:middle;font-weight:600;paint-order:stroke;stroke:var(--card);stroke-width:4px}svg line.gap{stroke:var(--fail);stroke-width:2}.band{fill:var(--band)}
.acknowledged{fill:var(--ack)}.refused{fill:var(--unjudged)}.axis{stroke:var(--faint);stroke-width:1}.grid{stroke:var(--line);stroke-dasharray:3 3}
svg text.inlane{fill:#fff;font-size:10px;font-weight:600}.lane.none{fill:var(--fail)}
${Array.from({ length: 8 }, (_, i) => `.lane.b${i}{fill:var(--b${i})}`).join('')}
@media(max-width:640px){main{padding:20px 12px 40px}.card{padding:10px 12px}.checks>thead{display:none}
.checks>tbody>tr{display:grid;grid-template-columns:1fr auto auto auto;gap:0 10px;align-items:center;padding:10px 0;border-bottom:1px solid var(--line)}
.checks>tbody>tr:last-child{border-bottom:0}.checks>tbody>tr>td{border:0;padding:0}.checks>tbody>tr>td:nth-child(3){grid-area:2/1/auto/-1;margin-top:6px}
td{overflow-wrap:anywhere}details{overflow-x:auto}}`;

const HEAD =
  '<thead><tr><th>check</th><th>verdict</th><th>promise and evidence</th><th>time</th><th>from</th></tr></thead>';

/** A part of the page that is moved sideways where it is wider than the screen, by keys as well. */
const card = (name: string, content: string): string =>
  `<div class="card" tabindex="0" role="region" aria-label="${escapeMarkup(name)}">${content}</div>`;

/** The report as one page that needs nothing beside itself. */
export function renderHtml(report: Report): string {
  const charts = chartedChecks(report.timeline).map((check) =>
    card(`Timeline of ${check}`, `<h3>${escapeMarkup(check)}</h3>${renderChart(report.timeline, check)}`),
  );
  const legend =
    'Bars are acknowledged sends, shaded bands are faults. Each lane is a partition: its colour and first number are the ' +
    'broker that leads it, its height and second number the replicas in sync. Seconds count from the beginning of the proof.';
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Proof of ${escapeMarkup(report.cluster)}</title><style>${STYLE}</style></head><body><main>
<h1>Proof of ${escapeMarkup(report.cluster)} <span class="verdict ${report.verdict}">${WORDS[report.verdict]}</span></h1>
<p class="meta">${escapeMarkup(`${describe(report)} in ${report.seconds.toFixed(1)} s, begun ${report.startedAt}; Kafka ${report.kafkaVersion}; seed ${report.seed}`)}</p>
${report.notUndone.length === 0 ? '' : card('Not undone', `<h3 class="fail">Not undone</h3>${list('violations', report.notUndone.map(formatViolation))}`)}
${card('Checks', `<table class="checks">${HEAD}<tbody>\n${report.checks.map(checkRow).join('\n')}\n</tbody></table>`)}
${charts.length === 0 ? '' : `<h2>Timeline</h2><p class="meta">${legend}</p>`}
${charts.join('\n')}
</main></body></html>
`;
}

function checkRow({
  name,
  verdict,
  promise,
  evidence,
  violations,
  figures,
  seconds,
  began,
  table,
}: CheckReport): string {
  const numbers = Object.entries(figures).map(([figure, value]) => `${figure} ${value}`);
  return (
    `<tr><td><code>${escapeMarkup(name)}</code></td><td><span class="verdict ${verdict}">${WORDS[verdict]}</span></td>` +
    `<td>${escapeMarkup(promise)}${list('violations', violations.map(formatViolation))}${list('evidence', evidence)}` +
    (numbers.length === 0 ? '' : `<div class="figures">${escapeMarkup(numbers.join(' · '))}</div>`) +
    (table === undefined ? '' : resultTable(table)) +
    `</td><td class="number">${seconds.toFixed(1)} s</td><td class="number">${began === undefined ? '' : `${began.toFixed(1)} s`}</td></tr>`
  );
}

function resultTable({ columns, rows }: ResultTable): string {
  const cells = (tag: string, row: readonly string[]): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeMarkup(cell)}</${tag}>`).join('')}</tr>`;
  return (
    `<details><summary>case by case (${rows.length})</summary><table><thead>${cells('th', columns)}</thead>` +
    `<tbody>${rows.map((row) => cells('td', row)).join('')}</tbody></table></details>`
  );
}

function list(kind: string, lines: readonly string[]): string {
  return lines.length === 0
    ? ''
    : `<ul class="${kind}">${lines.map((line) => `<li>${escapeMarkup(line)}</li>`).join('')}</ul>`;
}
