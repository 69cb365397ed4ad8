import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';

/** Variables by which a person has Terraform's log already: it is left to them. */
const OWN = ['TF_LOG', 'TF_LOG_CORE', 'TF_LOG_PATH'];

/**
 * What Terraform says went wrong, by its own log, which is kept for as long as it runs under cdktf: cdktf reads it through a
 * pseudo-terminal and stops reading when its process ends, so that the last lines of a long output, the errors, can be missing.
 * Providers do not write to this log: only they could put a secret there.
 */
export class TerraformLog {
  public constructor(
    private readonly file: string,
    private readonly own = OWN.some((name) => process.env[name] !== undefined),
  ) {}

  /** What has Terraform write it. */
  public get environment(): Readonly<Record<string, string>> {
    return this.own ? {} : { TF_LOG_CORE: 'ERROR', TF_LOG_PATH: this.file };
  }

  /** Begins it anew, readable by this person alone. */
  public begin(): void {
    this.remove();
    if (!this.own) {
      writeFileSync(this.file, '', { mode: 0o600 });
    }
  }

  /** Each resource that failed, with the first line of why: none where the log is somebody else's. */
  public errors(): readonly string[] {
    if (this.own || !existsSync(this.file)) {
      return [];
    }
    const lines = readFileSync(this.file, 'utf8').split('\n');
    return [
      ...new Set(
        lines.flatMap((line) => {
          const [, vertex, reason] = /\[ERROR\] vertex "([^"]*)" error: (.*)$/.exec(line) ?? [];
          return vertex === undefined || reason === undefined ? [] : [`${vertex.replace(/ \(.*\)$/, '')}: ${reason}`];
        }),
      ),
    ];
  }

  public remove(): void {
    if (!this.own) {
      rmSync(this.file, { force: true });
    }
  }
}
