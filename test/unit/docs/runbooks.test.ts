import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Metadata } from '../../../constructs';
import { alertRules } from '../../../model/monitoring/alert-rules';
import { WATCH_DEFAULTS } from '../../../model/monitoring/monitoring-files';
import { modelOf } from '../fixtures/cluster';

const PAGE = readFileSync(path.join(__dirname, '..', '..', '..', 'docs', 'runbooks.md'), 'utf8');
const runbooks = [...PAGE.matchAll(/^## (\w+)\n([\s\S]*?)(?=^## |(?![\s\S]))/gm)];

test('every alert has a runbook, and every runbook is of an alert', () => {
  const alerts = [Metadata.zooKeeper(), Metadata.kraft()].flatMap((metadata) =>
    alertRules(WATCH_DEFAULTS, modelOf({ metadata }).store).groups.flatMap(({ rules }) =>
      rules.flatMap((rule) => ('alert' in rule ? [rule.alert] : [])),
    ),
  );
  expect(runbooks.map(([, name]) => name).sort()).toEqual([...new Set(alerts)].sort());
});

test('each runbook says what the alert means, what to look at and what to do', () => {
  for (const [, name, text] of runbooks) {
    expect({ name, parts: [...(text ?? '').matchAll(/^- \*\*(.+?)\*\*: ./gm)].map(([, part]) => part) }).toEqual({
      name,
      parts: ['Means', 'Look at', 'Do'],
    });
  }
});
