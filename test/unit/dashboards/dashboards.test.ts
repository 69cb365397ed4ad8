import { readFileSync } from 'node:fs';
import path from 'node:path';
import { dashboardsOf } from '../../../model/monitoring/dashboards';
import { BOARDS, render } from '../../../dashboards';
import { boardsOf, type Panel } from '../../support/dashboard-queries';
import { Metadata } from '../../../constructs';
import { SEVERAL_HOSTS } from '../../integ/monitoring/rule-tests';
import { modelOf } from '../fixtures/cluster';

const PROJECT = path.join(__dirname, '..', '..', '..');
const STORES = [Metadata.zooKeeper(), Metadata.kraft()].map(({ store }) => store);
const dashboards = dashboardsOf(modelOf().store);
const boards = boardsOf(dashboards);
/** What one of them shows instead where there are several hosts, by its end. */
const ON_HOSTS = '-on-hosts';
const panels = boards.flatMap(({ name, panels }) => panels.map((panel) => [name, panel.title, panel] as const));

test('every dashboard has its file', () => {
  const names = Object.keys(BOARDS).map((file) => path.basename(file, '.json').replace(ON_HOSTS, ''));
  const known = STORES.flatMap((store) => Object.keys(dashboardsOf(store)));
  expect([...new Set(known)].sort()).toEqual([...new Set(names)].sort());
});

test.each(Object.entries(BOARDS))('the file of %s is what its source makes', (name, make) => {
  expect(readFileSync(path.join(PROJECT, name), 'utf8')).toBe(render(make()));
});

test('what every controller of a quorum counts is shown once', () => {
  const counted = (board: string): readonly string[] =>
    readFileSync(path.join(PROJECT, board), 'utf8').match(/\w+\((?=kafka_controller_)/g) ?? [];
  expect(counted('model/metadata/kraft/generated/cluster.json')).toEqual(['sum(', 'max(', 'max(', 'max(']);
  expect(new Set(counted('model/metadata/zookeeper/generated/cluster.json'))).toEqual(new Set(['sum(']));
});

test('on several hosts processors, memory and disks are told by the host, and all else as on one', () => {
  for (const store of STORES) {
    const [one, several] = [dashboardsOf(store), dashboardsOf(store, SEVERAL_HOSTS)].map((all) =>
      boardsOf(all).flatMap(({ name, panels: own }) =>
        own.flatMap(({ title, targets }) =>
          targets.map(({ expr, legendFormat }) => [name, title, expr, legendFormat].join(': ')),
        ),
      ),
    );
    const otherwise = (several ?? []).filter((query) => !one?.includes(query));
    expect(otherwise).toHaveLength(3);
    expect(otherwise.filter((query) => !query.endsWith(' {{host}}'))).toEqual([]);
    expect(several).toHaveLength(one?.length ?? 0);
  }
});

test('dashboards have ids of their own, and so do the panels of each', () => {
  expect(new Set(boards.map(({ uid }) => uid)).size).toBe(boards.length);
  for (const { panels: own } of boards) {
    expect(new Set(own.map(({ id }) => id)).size).toBe(own.length);
  }
});

test.each(panels)('%s: %s says what it tells, in a unit, of the chosen cluster', (_, title, panel) => {
  expect(title).not.toBe('');
  expect(panel.description).toMatch(/\.$/);
  expect(panel.fieldConfig.defaults.unit).toEqual(expect.any(String));
  expect(panel.targets.length).toBeGreaterThan(0);
  for (const { expr, legendFormat } of panel.targets) {
    expect(legendFormat).not.toBe('');
    expect(expr.match(/\{/g)?.length).toBe(expr.match(/\{cluster="\$cluster"/g)?.length);
  }
});

test.each(boards.map(({ name, panels: own }) => [name, own] as const))('no two panels of %s overlap', (_, own) => {
  const cells = own.flatMap((panel) => cellsOf(panel));
  expect(new Set(cells).size).toBe(cells.length);
});

test.each(boards.map(({ name, text, choices }) => [name, text, choices] as const))(
  '%s has every variable that it names',
  (_, text, choices) => {
    const named = [...text.matchAll(/\$\{?([a-z]\w*)/g)].map(([, name]) => name);
    expect([...new Set(named)].sort()).toEqual(['datasource', ...choices.map(({ name }) => name)].sort());
  },
);

function cellsOf({ gridPos: { x, y, w, h } }: Panel): readonly string[] {
  return Array.from({ length: w * h }, (_, cell) => `${x + (cell % w)},${y + Math.floor(cell / w)}`);
}
