import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Board } from '../board';
import type { ClusterBoardProps } from '../cluster';

/** What a metadata store adds to the dashboards. */
export interface MetadataBoards extends ClusterBoardProps {
  /** Name of its folder in `model/metadata`. */
  readonly store: string;
  /** How brokers get on with it. */
  readonly brokerPanels: () => readonly Builder<Panel>[];
  /** Dashboards of its own, by the names of their files. */
  readonly own: Readonly<Record<string, () => Board>>;
}
