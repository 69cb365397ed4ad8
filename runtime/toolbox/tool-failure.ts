import type { Duration } from '../../model/units/duration';
import { OperationError } from '../../model/violation';

const FOREIGN_LINE = /^(log4j:|SLF4J|OpenJDK|Picked up|\s+at )/;
/** What `timeout` answers with when it had to end the command. */
const TIMED_OUT = [124, 143];

/** One of Kafka's tools did not do what it was asked to. */
export class ToolFailed extends OperationError {
  public constructor(
    tool: string,
    public readonly reason: string,
    /** Whether its time has run out. */
    public readonly late = false,
  ) {
    super({
      code: 'ToolFailed',
      subject: tool,
      rule: 'must end well',
      value: reason,
      remedy: 'run it by hand in a container of the brokers’ image',
    });
    this.name = 'ToolFailed';
  }
}

/** The last of a program's lines that tells what went wrong, or simply its last one. */
export function lastWords(output: string): string {
  const lines = output.split('\n').filter((line) => line.trim() !== '' && !FOREIGN_LINE.test(line));
  const telling = lines.filter((line) => /error|exception|failed|refused/i.test(line));
  return (telling.at(-1) ?? lines.at(-1) ?? 'no message').trim();
}

/** What became of a tool that ended badly. */
export const toolFailure = (tool: string, code: number, within: Duration, output: string): ToolFailed =>
  new ToolFailed(tool, reasonFor(code, within, output), TIMED_OUT.includes(code));

/** Why a tool failed: that it took too long, or its exit code, and the last thing that it said about it. */
export function reasonFor(code: number, within: Duration, output: string): string {
  const how = TIMED_OUT.includes(code) ? `no end within ${within.toString()}` : `exit code ${code}`;
  return `${how}: ${lastWords(output)}`;
}
