import { Duration } from '../../../model/units/duration';
import { kafkaAs } from '../../../runtime/kafka/kafka-client';
import { until } from '../../../runtime/wait';
import type { Metadata } from '../../../constructs';
import { dashboardsOf } from '../../../model/monitoring/dashboards';
import { boardsOf, filledIn } from '../../support/dashboard-queries';
import { Load } from './load';
import type { WatchedCluster } from './cluster';

export interface WatchedLoad {
  /** The cluster's name. */
  readonly name: string;
  /** What it keeps its metadata in, which has panels of its own. */
  readonly metadata: Metadata;
  /** What is written to. */
  readonly topic: string;
  /** Over how much Grafana would take a rate, some times as long as between two looks of Prometheus; a minute where nothing is said of these. */
  readonly rateInterval?: string;
  /** How long ago a figure may have been there that servers tell for a while only, such as `10m`; by default it is there now. */
  readonly lookBack?: string;
}

/** That every panel of every dashboard shows something. */
export function dashboardTests(
  cluster: Pick<WatchedCluster, 'checkout' | 'prometheus'>,
  { name: clusterName, metadata, topic, rateInterval = '1m', lookBack }: WatchedLoad,
): void {
  describe('With a load of producing and consuming,', () => {
    const boards = boardsOf(dashboardsOf(metadata.store));
    const queries = boards.flatMap(({ name, panels }) =>
      panels.flatMap(({ title, targets }) =>
        targets.map(({ refId, expr }) => [name, title, refId, expr] as [string, string, string, string]),
      ),
    );
    /** As Grafana puts it in where everything is chosen. */
    const everything = Object.fromEntries(boards.flatMap(({ choices }) => choices.map(({ name }) => [name, '.+'])));
    const chosen = { ...everything, cluster: clusterName, __rate_interval: rateInterval };
    let load: Load | undefined;

    beforeAll(async () => {
      load = await Load.start(await kafkaAs('admin', cluster.checkout.path('out', 'clients')), {
        topic,
        group: 'readers',
      });
    });

    afterAll(() => load?.stop());

    test.each(boards.flatMap(({ name, choices }) => choices.map((choice) => [name, choice.name, choice] as const)))(
      'the dashboard %s has something to choose for %s',
      async (_, __, { metric, label }) => {
        await until(async () => (await cluster.prometheus.labelValues(label, filledIn(metric, chosen)))[0], {
          within: Duration.seconds(30),
          awaiting: `values of ${label} in ${metric}`,
        });
      },
    );

    const asked = (expr: string): string => {
      const filled = filledIn(expr, chosen);
      return lookBack === undefined ? filled : `max_over_time((${filled})[${lookBack}:15s])`;
    };

    test.each(queries)('the dashboard %s has data in its panel %s, query %s', async (_, __, ___, expr) => {
      await until(
        async () =>
          (await cluster.prometheus.query(asked(expr))).some(({ value: [, figure] }) =>
            Number.isFinite(Number(figure)),
          ),
        { within: Duration.seconds(60), awaiting: `data of ${expr}` },
      );
    });
  });
}
