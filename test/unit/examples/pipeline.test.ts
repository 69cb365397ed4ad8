import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { atlantisStage, githubJob, gitlabJob, type Job } from '../../support/pipeline-jobs';

const PROJECT = path.join(__dirname, '..', '..', '..');

const github = (name: string): Job =>
  githubJob(name, {
    'secrets.PG_CONN_STR': 'postgres://db/states',
    'secrets.KAFKA_PASSWORDS': '{}',
    'github.token': 'token',
    'github.event.pull_request.number': '1',
  });

const JOBS: readonly (readonly [string, Job])[] = [
  ...['plan', 'apply', 'drift'].map((name) => [`GitHub’s ${name}`, github(name)] as const),
  ...['plan', 'apply', 'drift'].map((name) => [`GitLab’s ${name}`, gitlabJob(name)] as const),
  ...['plan', 'apply'].map((name) => [`Atlantis’ ${name}`, atlantisStage(name)] as const),
];

/** Calls of this project's commands: the command's name, and the options that it gets. */
const calls = ({ commands }: Job): readonly { readonly name: string; readonly options: readonly string[] }[] =>
  commands.flatMap(({ script }) =>
    [...script.matchAll(/npm run (?:--silent )?(\w+) --(.*)/g)].map(([, name = '', rest = '']) => ({
      name,
      options: rest.match(/--[a-z][a-z-]*/g) ?? [],
    })),
  );

const { scripts } = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as {
  readonly scripts: Readonly<Record<string, string>>;
};
const help = new Map<string, string>();
function helpOf(name: string): string {
  const [program = '', ...args] = (scripts[name] ?? '').split(' ');
  const known = help.get(name) ?? execFileSync(program, [...args, '--help'], { cwd: PROJECT, encoding: 'utf8' });
  help.set(name, known);
  return known;
}

// What they do is shown by test/long/pipeline.test.ts, which takes minutes.
test.each(JOBS)('%s calls commands that there are, with options that they take', (_, job) => {
  expect(calls(job)).not.toEqual([]);
  for (const { name, options } of calls(job)) {
    expect(scripts).toHaveProperty(name);
    for (const option of options) {
      expect(helpOf(name)).toContain(`  ${option}`);
    }
  }
});

test('all of them do the same: plan, judge, apply what was reviewed, prove', () => {
  const names = (job: Job): readonly string[] => calls(job).map(({ name }) => name);
  for (const jobOf of [github, gitlabJob, atlantisStage]) {
    expect(names(jobOf('plan'))).toEqual(['plan', 'guard']);
    expect(names(jobOf('apply'))).toEqual(['deploy', 'proof']);
  }
  expect(calls(github('apply'))).toEqual(calls(gitlabJob('apply')));
  expect(calls(github('drift'))).toEqual(calls(gitlabJob('drift')));
});

test('what a commit allows is read from the branch’s last commit, where a merge is checked out too', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'pipeline-'));
  const git = (...args: readonly string[]): string =>
    execFileSync('git', ['-c', 'user.name=one', '-c', 'user.email=one@example.com', ...args], {
      cwd: folder,
      encoding: 'utf8',
    }).trim();
  try {
    git('init', '--quiet', '--initial-branch=main');
    git('commit', '--quiet', '--allow-empty', '--message', 'Base');
    git('checkout', '--quiet', '-b', 'branch');
    git('commit', '--quiet', '--allow-empty', '--message', 'No orders\n\nAllow-Destroy: kafka_topic.orders');
    const head = git('rev-parse', 'HEAD');
    git('checkout', '--quiet', 'main');
    git('commit', '--quiet', '--allow-empty', '--message', 'Another\n\nAllow-Destroy: kafka_topic.others');
    git('merge', '--quiet', '--no-ff', '--message', 'A merge', 'branch');
    const named: readonly (readonly [Job, string])[] = [
      [gitlabJob('plan'), 'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA'],
      [atlantisStage('plan'), 'HEAD_COMMIT'],
    ];
    for (const [{ commands }, variable] of named) {
      const [line = ''] = commands.flatMap(({ script }) => /git log .*?(?=\)"?$)/m.exec(script) ?? []);
      const allowed = (env: NodeJS.ProcessEnv): string =>
        execFileSync('sh', ['-c', line], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'], ...env } });
      expect(allowed({ [variable]: head }).trim()).toBe('kafka_topic.orders');
      expect(allowed({}).trim()).toBe('');
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
