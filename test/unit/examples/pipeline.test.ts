import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
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
