import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
  ReduceDataOptionsBuilder,
  SortOrder,
  StackingConfigBuilder,
  StackingMode,
  TooltipDisplayMode,
  VisibilityMode,
  VizLegendOptionsBuilder,
  VizTooltipOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { type Panel, ThresholdsConfigBuilder, ThresholdsMode } from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Query } from './query';

/** What a panel shows. */
export interface PanelProps {
  readonly title: string;
  /** What it tells, and when to worry: shown beside the title. */
  readonly description: string;
  /** Grafana's name of the unit, from the SDK's `units`. */
  readonly unit: string;
  readonly queries: readonly Query[];
}

/** Where a figure turns from one colour into the next. */
export type Thresholds = readonly { readonly color: string; readonly value: number | null }[];

/** None is good, any is bad. */
export const NONE_IS_GOOD: Thresholds = [
  { color: 'green', value: null },
  { color: 'red', value: 1 },
];

/** Anything goes. */
export const NEUTRAL: Thresholds = [{ color: 'blue', value: null }];

const GRAPH = { width: 12, height: 8 } as const;
const FIGURE = { width: 4, height: 4 } as const;

/** The data source that is chosen at the top of the dashboard. */
export const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' } as const;

/** A chart over time, two of which stand beside each other. */
export function graph(props: PanelProps & { readonly stacked?: boolean; readonly max?: number }): Builder<Panel> {
  const panel = new TimeseriesBuilder()
    .title(props.title)
    .description(props.description)
    .datasource(DATA_SOURCE)
    .unit(props.unit)
    .min(0)
    .span(GRAPH.width)
    .height(GRAPH.height)
    .targets(targets(props.queries))
    .fillOpacity(props.stacked === true ? 30 : 10)
    .showPoints(VisibilityMode.Never)
    .legend(
      new VizLegendOptionsBuilder()
        .displayMode(LegendDisplayMode.List)
        .placement(LegendPlacement.Bottom)
        .showLegend(true),
    )
    .tooltip(new VizTooltipOptionsBuilder().mode(TooltipDisplayMode.Multi).sort(SortOrder.Descending));
  if (props.stacked === true) {
    panel.stacking(new StackingConfigBuilder().mode(StackingMode.Normal).group('A'));
  }
  return props.max === undefined ? panel : panel.max(props.max);
}

/** One figure, six of which stand beside each other. */
export function figure(props: PanelProps & { readonly steps: Thresholds }): Builder<Panel> {
  return new StatBuilder()
    .title(props.title)
    .description(props.description)
    .datasource(DATA_SOURCE)
    .unit(props.unit)
    .span(FIGURE.width)
    .height(FIGURE.height)
    .targets(targets(props.queries))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps([...props.steps]))
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']).values(false))
    .colorMode(BigValueColorMode.Value)
    .graphMode(BigValueGraphMode.Area);
}

function targets(queries: readonly Query[]): Builder<Dataquery>[] {
  return queries.map(({ expr, legend }, index) =>
    new DataqueryBuilder()
      .expr(expr)
      .legendFormat(legend)
      .range()
      .refId(String.fromCharCode('A'.charCodeAt(0) + index)),
  );
}
