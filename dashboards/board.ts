import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import {
  DashboardBuilder,
  DashboardCursorSync,
  type DashboardLink,
  DashboardLinkType,
  DatasourceVariableBuilder,
  type Panel,
  QueryVariableBuilder,
  RowBuilder,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DATA_SOURCE } from './panel';

// The newer schema that the SDK recommends is read by Grafana 13 and later alone; this one by every Grafana.
// eslint-disable-next-line @typescript-eslint/no-deprecated -- see above
const newBoard = (title: string): DashboardBuilder => new DashboardBuilder(title);

/** A dashboard as a value. */
export type Board = ReturnType<ReturnType<typeof newBoard>['build']>;

/** What the dashboards of this package are found by, and linked with each other. */
const TAG = 'cdktf-kafka';

/** Something that is chosen at the top of a dashboard. */
export interface Choice {
  readonly name: string;
  readonly label: string;
  /** `label_values(metric, label)`: what there is to choose from. */
  readonly from: string;
  /** Whether several may be chosen, and all; at first all are. */
  readonly several: boolean;
}

/** What a dashboard is made of. */
export interface BoardProps {
  /** Name of its file, and end of its unique id. */
  readonly name: string;
  readonly title: string;
  readonly description: string;
  /** Beside the data source and the cluster. */
  readonly choices?: readonly Choice[];
  readonly rows: readonly { readonly title: string; readonly panels: readonly Builder<Panel>[] }[];
}

/** To the others, with what is chosen here. */
const LINKS: DashboardLink = {
  title: 'Kafka',
  type: DashboardLinkType.Dashboards,
  icon: 'external link',
  tooltip: '',
  tags: [TAG],
  asDropdown: false,
  targetBlank: false,
  includeVars: true,
  keepTime: true,
};

const CLUSTER: Choice = {
  name: 'cluster',
  label: 'Cluster',
  from: 'label_values(up{job="kafka"}, cluster)',
  several: false,
};

/** A dashboard, for any data source with this package's metrics. */
export function board({ name, title, description, choices = [], rows }: BoardProps): Board {
  const builder = newBoard(title)
    .uid(`${TAG}-${name}`)
    .description(description)
    .tags([TAG])
    .timezone('browser')
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .tooltip(DashboardCursorSync.Crosshair)
    .readonly()
    .links([{ build: () => LINKS }])
    .annotations([])
    .withVariable(new DatasourceVariableBuilder('datasource').label('Data source').type('prometheus'));
  for (const choice of [CLUSTER, ...choices]) {
    builder.withVariable(variable(choice));
  }
  for (const row of rows) {
    builder.withRow(new RowBuilder(row.title));
    for (const panel of row.panels) {
      builder.withPanel(panel);
    }
  }
  const built = builder.build();
  return { ...built, panels: built.panels?.map((panel, index) => ({ ...panel, id: index + 1 })) };
}

function variable({ name, label, from, several }: Choice): QueryVariableBuilder {
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .query({ query: from, refId: name })
    .datasource(DATA_SOURCE)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.AlphabeticalAsc);
  return several
    ? builder
        .multi(true)
        .includeAll(true)
        .allValue('.+')
        .current({ text: ['All'], value: ['$__all'] })
    : builder;
}
