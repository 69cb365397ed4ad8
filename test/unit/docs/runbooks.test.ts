import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Metadata } from '../../../constructs';
import { alertRules } from '../../../model/monitoring/alert-rules';
import { WATCH_DEFAULTS } from '../../../model/monitoring/monitoring-files';
import { SEVERAL_HOSTS } from '../../integ/monitoring/rule-tests';
import { modelOf } from '../fixtures/cluster';

const PAGE = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'runbooks.md'), 'utf8');
const runbooks = [...PAGE.matchAll(/^## (\w+)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm)];

/** Those of a cluster with either metadata store, on several hosts. */
const alerts = (page: string = WATCH_DEFAULTS.runbooks) =>
  [Metadata.zooKeeper(), Metadata.kraft()].flatMap((metadata) =>
    alertRules({ ...WATCH_DEFAULTS, runbooks: page }, modelOf({ metadata }).store, SEVERAL_HOSTS).groups.flatMap(
      ({ rules }) => rules.flatMap((rule) => ('alert' in rule ? [rule] : [])),
    ),
  );

test('every alert has a runbook, and every runbook is of an alert', () => {
  const names = alerts().map(({ alert }) => alert);
  expect(runbooks.map(([, name]) => name).sort()).toEqual([...new Set(names)].sort());
});

test('the annotation of each alert leads to the heading of its runbook', () => {
  const headings = new Set(runbooks.map(([, name]) => `docs/runbooks.md#${name?.toLowerCase() ?? ''}`));
  const urls = alerts().map(({ annotations }) => annotations.runbook_url);
  expect(urls.length).toBeGreaterThan(10);
  expect(urls.filter((url) => !headings.has(url))).toEqual([]);
  expect(alerts('https://docs.example.org/docs/runbooks.html')[0]?.annotations.runbook_url).toBe(
    'https://docs.example.org/docs/runbooks.html#kafkaunderreplicatedpartitions',
  );
});

test('each runbook says what the alert means, what to look at and what to do', () => {
  for (const [, name, text] of runbooks) {
    expect({ name, parts: [...(text ?? '').matchAll(/^- \*\*(.+?)\*\*: ./gm)].map(([, part]) => part) }).toEqual({
      name,
      parts: ['Means', 'Look at', 'Do'],
    });
  }
});
