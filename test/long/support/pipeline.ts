import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { Checkout } from '../../integ/support/checkout';
import { edited } from '../../integ/support/edited';
import { expectSuccess, type Outcome, textOf } from '../../integ/support/outcome';
import { Postgres } from './postgres';
import type { Job } from '../../support/pipeline-jobs';

export const NAME = 'ipipe';
const PORT = 19_392;

/** What the users log in by, as a pipeline's secret. */
export const PASSWORDS = JSON.stringify({ passwords: { user1: 'user1-of-no-consequence' } });

/** How a job has ended, where it was run. */
export interface JobResult extends Outcome {
  readonly folder: string;
}

/** A repository, an engine and a PostgreSQL, and jobs that each have a clone of their own. */
export class Pipeline {
  public checkout!: Checkout;
  public postgres!: Postgres;
  /** What was said on the merge request, by whichever way. */
  public readonly comments: string[] = [];
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'pipeline-'));
  private readonly clones: string[] = [];
  private server!: Server;

  public async start(): Promise<void> {
    this.postgres = await Postgres.start(PORT + 400);
    this.checkout = await Checkout.make(NAME, PORT, { KAFKA_MONITORING: 'off', KAFKA_CONSOLE: 'off' });
    this.server = createServer((request, response) => {
      void this.take(request).then((code) => response.writeHead(code).end());
    }).listen(0, '127.0.0.1');
    mkdirSync(path.join(this.folder, 'bin'));
    // The command line of GitHub, as far as the jobs call it.
    this.program('gh', `[ "$1 $2 $4" = 'pr comment --body-file' ] && [ -n "$GH_TOKEN" ] && cat "$5" >> "$GH_COMMENTS"`);
    writeFileSync(path.join(this.folder, 'passwords.json'), PASSWORDS, { mode: 0o600 });
    await this.git('init', '--quiet', '--initial-branch=main');
    this.edit((main) => edited(edited(main, 'brokers: 3', 'brokers: 1'), 'nodes: 3', 'nodes: 1'));
    this.edit((main) => edited(main, 'replicationFactor: 2', 'replicationFactor: 1'));
    await this.commit('A small cluster');
  }

  public async stop(): Promise<void> {
    this.server.close();
    await this.checkout.remove();
    await this.postgres.stop();
    [this.folder, ...this.clones].forEach((folder) => {
      rmSync(folder, { recursive: true, force: true });
    });
  }

  /** Changes what is declared. */
  public edit(change: (main: string) => string): void {
    const file = this.checkout.path('main.ts');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  public async commit(message: string): Promise<void> {
    await this.git('add', '--all', '--', '.', ':!node_modules');
    const author = ['-c', 'user.name=somebody', '-c', 'user.email=somebody@example.com'];
    await this.git(...author, 'commit', '--quiet', '--message', message);
  }

  /**
   * Runs a job in a clone of its own, on a machine that has nothing else of the cluster.
   *
   * @param artifacts files that another job has left, each by its place
   */
  public async run(
    { shell: [program, ...options], commands }: Job,
    artifacts: Readonly<Record<string, string>> = {},
  ): Promise<JobResult> {
    const folder = await this.clone();
    for (const [place, source] of Object.entries(artifacts)) {
      mkdirSync(path.dirname(path.join(folder, place)), { recursive: true });
      cpSync(source, path.join(folder, place));
    }
    let [code, printed] = [0, ''];
    for (const { script, environment, always } of commands) {
      if (code === 0 || always) {
        const env = { ...this.machine(folder), ...environment };
        const outcome = await this.checkout.run('env', ['-C', folder, program, ...options, script], {
          environment: env,
        });
        printed += `${script}\n${textOf(outcome)}\n`;
        code ||= outcome.code;
      }
    }
    return { code, stdout: printed, stderr: '', folder };
  }

  /** What the last comments say, since they were asked for. */
  public comment(): string {
    const file = path.join(this.folder, 'gh-comments');
    const said = this.comments.splice(0).join('\n') + (existsSync(file) ? readFileSync(file, 'utf8') : '');
    rmSync(file, { force: true });
    return said;
  }

  /** States of the cluster's stacks, as Terraform has them from PostgreSQL in a clone. */
  public async states(folder: string): Promise<string> {
    const stacks = ['base', 'cluster', 'resources'].map((part) =>
      this.checkout.run('terraform', [`-chdir=${folder}/cdktf.out/stacks/${NAME}-${part}`, 'state', 'pull'], {
        environment: this.machine(folder),
      }),
    );
    const pulled = await Promise.all(stacks);
    pulled.forEach(expectSuccess);
    return pulled.map(({ stdout }) => stdout).join('\n');
  }

  /** The environment of the systems' machines, whichever of them it is. */
  private machine(folder: string): NodeJS.ProcessEnv {
    const temporary = path.join(folder, '..', `${path.basename(folder)}-temporary`);
    mkdirSync(temporary, { recursive: true });
    this.clones.push(temporary);
    return {
      PATH: `${path.join(this.folder, 'bin')}${path.delimiter}${process.env['PATH'] ?? ''}`,
      PG_CONN_STR: this.postgres.connection,
      KAFKA_PASSWORDS: path.join(this.folder, 'passwords.json'),
      RUNNER_TEMP: temporary,
      GH_COMMENTS: path.join(this.folder, 'gh-comments'),
      CI_API_V4_URL: `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`,
      CI_PROJECT_ID: '7',
      CI_MERGE_REQUEST_IID: '11',
      COMMENT_TOKEN: 'glpat-of-no-consequence',
      PLANFILE: path.join(folder, 'default.tfplan'),
    };
  }

  private async clone(): Promise<string> {
    const folder = mkdtempSync(path.join(tmpdir(), 'clone-'));
    this.clones.push(folder);
    await this.git('clone', '--quiet', this.checkout.folder, folder);
    symlinkSync(this.checkout.path('node_modules'), path.join(folder, 'node_modules'));
    return folder;
  }

  private async git(...args: readonly string[]): Promise<void> {
    expectSuccess(await this.checkout.run('git', args));
  }

  private program(name: string, script: string): void {
    const file = path.join(this.folder, 'bin', name);
    writeFileSync(file, `#!/bin/sh\n${script}\n`);
    chmodSync(file, 0o755);
  }

  /** GitLab's API for comments. */
  private async take(request: IncomingMessage): Promise<number> {
    const body = new URLSearchParams(await text(request)).get('body');
    if (
      request.url !== '/projects/7/merge_requests/11/notes' ||
      request.headers['private-token'] !== 'glpat-of-no-consequence' ||
      body === null
    ) {
      return 400;
    }
    this.comments.push(body);
    return 201;
  }
}
