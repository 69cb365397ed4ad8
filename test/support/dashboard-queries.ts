import { z } from 'zod';

const panel = z.object({
  id: z.int().min(1),
  type: z.enum(['stat', 'timeseries']),
  title: z.string(),
  description: z.string(),
  gridPos: z.object({ x: z.int(), y: z.int(), w: z.int(), h: z.int() }),
  fieldConfig: z.object({ defaults: z.object({ unit: z.string() }) }),
  targets: z.array(z.object({ refId: z.string(), expr: z.string(), legendFormat: z.string() })),
});

const dashboard = z.object({
  uid: z.string(),
  title: z.string(),
  panels: z.array(z.union([panel, z.object({ type: z.literal('row') })])),
  templating: z.object({
    list: z.array(z.object({ name: z.string(), query: z.union([z.string(), z.object({ query: z.string() })]) })),
  }),
});

/** What of a panel the tests look at. */
export type Panel = z.infer<typeof panel>;

/** What is chosen at the top of a dashboard: the label's values that the metric has. */
export interface Choice {
  readonly name: string;
  readonly metric: string;
  readonly label: string;
}

/** What of a dashboard the tests look at. */
export interface Board {
  /** Name of its file. */
  readonly name: string;
  readonly uid: string;
  readonly text: string;
  readonly panels: readonly Panel[];
  readonly choices: readonly Choice[];
}

/** Dashboards by the names of their files, as the tests look at them. */
export const boardsOf = (dashboards: Readonly<Record<string, object>>): readonly Board[] =>
  Object.entries(dashboards).map(([name, value]) => {
    const { uid, panels, templating } = dashboard.parse(value);
    return {
      name,
      uid,
      text: JSON.stringify(value),
      panels: panels.flatMap((each) => (each.type === 'row' ? [] : [each])),
      choices: templating.list.flatMap(({ name: choice, query }) =>
        typeof query === 'string' ? [] : [{ name: choice, ...labelValues(query.query) }],
      ),
    };
  });

function labelValues(query: string): { readonly metric: string; readonly label: string } {
  const [, metric, label] = /^label_values\((.+), (\w+)\)$/.exec(query) ?? [];
  if (metric === undefined || label === undefined) {
    throw new Error(`not a question for a label's values: ${query}`);
  }
  return { metric, label };
}

/** An expression as Grafana sends it, with what is chosen put in. */
export const filledIn = (expr: string, chosen: Readonly<Record<string, string>>): string =>
  Object.entries(chosen).reduce((text, [name, value]) => text.replaceAll(`$${name}`, value), expr);
