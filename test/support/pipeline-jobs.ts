import { readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';

/** One command of a job as the system runs it: a whole script, with what is in its environment. */
export interface Command {
  readonly script: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Whether it is run after another has failed too. */
  readonly always: boolean;
}

/** A job, as far as it is run here: artifacts are the test's business. */
export interface Job {
  readonly shell: readonly [string, ...string[]];
  readonly commands: readonly Command[];
}

const texts = z.record(z.string(), z.string()).default({});
const file = (name: string): unknown =>
  parse(readFileSync(path.join(__dirname, '..', '..', 'examples', 'pipeline', name), 'utf8'));

const github = z.object({
  env: texts,
  jobs: z.record(
    z.string(),
    z.object({
      steps: z.array(z.object({ run: z.string().optional(), if: z.string().optional(), env: texts })),
    }),
  ),
});

/** A job of `github-actions.yml`; what stands there in `${{ }}` is looked up, and nothing else may. */
export function githubJob(name: string, known: Readonly<Record<string, string>>): Job {
  const { env, jobs } = github.parse(file('github-actions.yml'));
  const evaluated = (values: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
    Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        value.replace(/\$\{\{ *(.+?) *\}\}/g, (_, expression: string) => lookUp(known, expression)),
      ]),
    );
  return {
    shell: ['bash', '--noprofile', '--norc', '-eo', 'pipefail', '-c'],
    commands: lookUp(jobs, name).steps.flatMap(({ run, if: condition, env: own }) =>
      run === undefined
        ? []
        : [{ script: run, environment: evaluated({ ...env, ...own }), always: condition !== undefined }],
    ),
  };
}

const gitlab = z.object({ variables: texts }).catchall(z.object({ script: z.array(z.string()) }).or(texts));

/** A job of `gitlab-ci.yml`, whose lines are run by one shell. */
export function gitlabJob(name: string): Job {
  const { variables, ...jobs } = gitlab.parse(file('gitlab-ci.yml'));
  const { script } = z.object({ script: z.array(z.string()) }).parse(jobs[name]);
  return {
    shell: ['bash', '-eo', 'pipefail', '-c'],
    commands: [{ script: script.join('\n'), environment: variables, always: false }],
  };
}

const atlantis = z.object({
  workflows: z.object({
    kafka: z.record(
      z.string(),
      z.object({
        steps: z.array(
          z.union([
            z.object({
              env: z.object({ name: z.string(), value: z.string().optional(), command: z.string().optional() }),
            }),
            z.object({ run: z.string().or(z.object({ command: z.string() })) }),
          ]),
        ),
      }),
    ),
  }),
});

/** A stage of the workflow of `atlantis.yml`; what is put into the environment by a command is that for what follows. */
export function atlantisStage(name: string): Job {
  const { steps } = lookUp(atlantis.parse(file('atlantis.yml')).workflows.kafka, name);
  const lines = steps.map((step) => {
    if ('run' in step) {
      return typeof step.run === 'string' ? step.run : step.run.command;
    }
    const { name: variable, value, command } = step.env;
    return command === undefined ? `export ${variable}='${value ?? ''}'` : `export ${variable}="$(${command})"`;
  });
  return { shell: ['sh', '-ec'], commands: [{ script: lines.join('\n'), environment: {}, always: false }] };
}

function lookUp<T>(entries: Readonly<Record<string, T>>, name: string): T {
  const found = entries[name];
  if (found === undefined) {
    throw new Error(`there is no ${name}: ${Object.keys(entries).join(', ')}`);
  }
  return found;
}

/** The same job without lines that another one has run already, which must be there. */
export function without(job: Job, line: RegExp): Job {
  const commands = job.commands.map((command) => ({
    ...command,
    script: command.script
      .split('\n')
      .filter((each) => !line.test(each))
      .join('\n'),
  }));
  if (commands.every(({ script }, index) => script === job.commands[index]?.script)) {
    throw new Error(`no line is ${String(line)}`);
  }
  return { ...job, commands };
}
