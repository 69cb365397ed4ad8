/** Reads what Grafana would read, and tells what it has found: it runs in Grafana's container, with its user and mounts. */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import path from 'node:path';

/** What the stand-in has found. */
export interface Findings {
  /** SHA-256 of the administrator's password, in hexadecimal digits. */
  readonly password: string;
  /** Files of the folder that dashboards are read from. */
  readonly dashboards: readonly string[];
  /** What the data source answers to `count(up == 1)`. */
  readonly targets: string;
  readonly home: string;
}

const option = (name: string): string =>
  process.argv.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3) ?? '';
const settings = readFileSync(option('config'), 'utf8');
const setting = (name: string): string => new RegExp(`^${name} = (.*)$`, 'm').exec(settings)?.[1] ?? '';
const provisioned = (file: string): unknown =>
  JSON.parse(readFileSync(path.join(process.env['GF_PATHS_PROVISIONING'] ?? '', file), 'utf8'));

async function find(): Promise<Findings> {
  const [, file = ''] = /^\$__file\{(.+)\}$/.exec(setting('admin_password')) ?? [];
  const password = readFileSync(file, 'utf8').trim();
  const { providers } = provisioned('dashboards/kafka.yml') as { providers: { options: { path: string } }[] };
  const { datasources } = provisioned('datasources/prometheus.yml') as { datasources: { url: string }[] };
  const answer = await fetch(`${datasources[0]?.url ?? ''}/api/v1/query?query=count(up%20%3D%3D%201)`);
  const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
  return {
    password: createHash('sha256').update(password).digest('hex'),
    dashboards: readdirSync(providers[0]?.options.path ?? ''),
    targets: data.result[0]?.value[1] ?? '',
    home: (JSON.parse(readFileSync(setting('default_home_dashboard_path'), 'utf8')) as { title: string }).title,
  };
}

// As Grafana's database is: it must be possible.
writeFileSync(path.join(process.env['GF_PATHS_DATA'] ?? '', 'grafana.db'), '');
createServer((_, response) => {
  find().then(
    (findings) => response.end(JSON.stringify(findings)),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
}).listen(Number(setting('http_port')), setting('http_addr'));
process.once('SIGTERM', () => process.exit(0));
