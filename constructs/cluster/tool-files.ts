import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { TerraformStack } from 'cdktf';
import type { IConstruct } from 'constructs';
import type { ClusterDeclarations } from '../../model/declaration/cluster-declarations';
import { ownFiles, WATCH_DEFAULTS } from '../../model/monitoring/monitoring-files';
import { serverJobs } from '../../model/monitoring/scrape-configuration';
import { manifestOf } from './manifest-of';

/** Writes what the tools that run after apply read, beside the cluster's stack: they read nothing of Terraform's. */
export function writeToolFilesAtSynth(cluster: IConstruct, declarations: ClusterDeclarations): void {
  const stack = TerraformStack.of(cluster);
  const inner = stack.synthesizer;
  stack.synthesizer = {
    synthesize: (session): void => {
      inner.synthesize(session);
      writeManifest(path.join(session.outdir, 'kafka'), declarations);
      writeMonitoringFiles(path.join(session.outdir, 'monitoring', declarations.model.name), declarations);
    },
  };
}

function writeManifest(folder: string, { model, stacks, resources, users, services }: ClusterDeclarations): void {
  const manifest = manifestOf(model, stacks, {
    topics: resources.allTopics,
    rules: resources.allRules,
    quotas: resources.allQuotas,
    externals: resources.allExternals,
    users,
    services,
  });
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, `${model.name}.json`), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** For a Prometheus and a Grafana that somebody has already. */
function writeMonitoringFiles(folder: string, { model, watch }: ClusterDeclarations): void {
  rmSync(folder, { recursive: true, force: true });
  if (!model.metrics) {
    return;
  }
  for (const [name, content] of Object.entries(
    ownFiles(model, watch ?? { jobs: serverJobs(model), ...WATCH_DEFAULTS }),
  )) {
    const file = path.join(folder, name);
    mkdirSync(path.dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}
