import type { Builder } from '@grafana/grafana-foundation-sdk/cog';
import type { Panel } from '@grafana/grafana-foundation-sdk/dashboard';
import * as units from '@grafana/grafana-foundation-sdk/units';
import { graph } from './panel';
import { metric, perSecond, sumBy } from './query';

/** What a server's Java process takes up; `servers` are matchers that choose them. */
export const jvmPanels = (...servers: readonly string[]): readonly Builder<Panel>[] => [
  graph({
    title: 'Java heap',
    description: 'Heap in use: a saw whose lower teeth rise is a leak.',
    unit: units.BytesIEC,
    queries: [
      { expr: sumBy(['instance'], metric('jvm_memory_used_bytes', 'area="heap"', ...servers)), legend: '{{instance}}' },
      {
        expr: sumBy(['instance'], metric('jvm_memory_max_bytes', 'area="heap"', ...servers)),
        legend: 'limit {{instance}}',
      },
    ],
  }),
  graph({
    title: 'Garbage collection',
    description: 'Share of the time that is spent on it.',
    unit: units.PercentUnit,
    queries: [
      { expr: sumBy(['instance'], perSecond('jvm_gc_collection_seconds_sum', ...servers)), legend: '{{instance}}' },
    ],
  }),
  graph({
    title: 'Processors',
    description: 'Processors in use: 1 is one of them.',
    unit: units.Short,
    queries: [{ expr: perSecond('process_cpu_seconds_total', ...servers), legend: '{{instance}}' }],
  }),
  graph({
    title: 'Open files and threads',
    description: 'File descriptors, sockets among them, and threads.',
    unit: units.Short,
    queries: [
      { expr: metric('process_open_fds', ...servers), legend: 'files {{instance}}' },
      { expr: metric('jvm_threads_current', ...servers), legend: 'threads {{instance}}' },
    ],
  }),
];
