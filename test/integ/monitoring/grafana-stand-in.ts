import { readFileSync } from 'node:fs';
import path from 'node:path';
import type Docker from 'dockerode';
import { ModuleKind, ScriptTarget, transpileModule } from 'typescript';
import { buildImage } from '../../../bootstrap/images/image-build';

/** Its name on the engine. */
export const GRAFANA_STAND_IN = 'cdktf-kafka/grafana-stand-in:test';

/**
 * An image that has, instead of Grafana, a program that reads the same files, for machines that can't have Grafana: it
 * shows that what Grafana would need is there, may be read, and can be reached.
 *
 * @param base an image with Node.js
 */
export async function buildGrafanaStandIn(engine: Docker, base: string): Promise<string> {
  const source = readFileSync(path.join(__dirname, 'grafana-stand-in-program.ts'), 'utf8');
  const { outputText } = transpileModule(source, {
    compilerOptions: { module: ModuleKind.CommonJS, target: ScriptTarget.ES2022, esModuleInterop: true },
  });
  const text = (content: string): Buffer => Buffer.from(content);
  await buildImage(engine, {
    subject: GRAFANA_STAND_IN,
    files: [
      {
        path: 'Dockerfile',
        content: text(`FROM ${base}\nCOPY grafana /usr/share/grafana/bin/grafana\n`),
        executable: false,
      },
      { path: 'grafana', content: text(`#!/usr/bin/env node\n${outputText}`), executable: true },
    ],
    dockerfile: 'Dockerfile',
    tag: GRAFANA_STAND_IN,
    remedy: 'look at the engine’s log',
  });
  return GRAFANA_STAND_IN;
}
