import { z } from 'zod';

/** Version of what commands tell machines. A new one comes when something is taken away or means something else. */
export const OUTPUT_SCHEMA = 1;

const seconds = z.number().nonnegative();
const count = z.int().nonnegative();

const violation = z
  .object({
    code: z.string().describe('stable: docs/errors.md and docs/validation.md list all'),
    subject: z.string().describe('what it is about'),
    rule: z.string().describe('what must hold'),
    value: z.union([z.string(), z.number()]).optional().describe('what was found instead, where that may be shown'),
    remedy: z.string().describe('what to do about it'),
  })
  .describe('one thing that is wrong');

/** A line before the last one. */
const event = z.discriminatedUnion('type', [
  z
    .object({
      type: z.literal('step'),
      step: z.string().describe('its title, for people'),
      status: z.enum(['started', 'completed', 'failed']),
      seconds: seconds.optional().describe('what it took; absent when it has started'),
      text: z.string().optional().describe('what is worth saying about its result, for people'),
    })
    .describe('a step of the command'),
  z
    .object({
      type: z.literal('stack'),
      stack: z.string(),
      done: count,
      steps: count.describe('resources that are made, changed and taken away; what is replaced counts twice'),
      seconds,
      secondsLeft: seconds.optional().describe('estimated; absent where nothing is known of it'),
    })
    .describe('how far a stack has come while it is applied: every ten seconds at most, and at its end'),
  z
    .object({
      type: z.literal('check'),
      check: z.string(),
      status: z.enum(['started', 'pass', 'fail', 'unjudged', 'skipped']),
      seconds: seconds.optional().describe('what it took; absent when it has started'),
    })
    .describe('a check of the proof'),
  z.object({ type: z.literal('message'), text: z.string() }).describe('something else, for people'),
]);

/** The last line. */
const result = z
  .object({
    type: z.literal('result'),
    schema: z.literal(OUTPUT_SCHEMA),
    command: z.string(),
    exitCode: count.describe('that of the process: docs/output.md says what each means'),
    errors: z.array(violation).describe('what ended the command before its end; empty where it came to an answer'),
    warnings: z.array(z.string()).describe('what is legal but unwise: [Code] subject: rule, got value; remedy'),
    data: z
      .record(z.string(), z.unknown())
      .describe('the answer, by its parts: docs/output.md lists those of each command'),
  })
  .describe('how the command ended: the last line, always');

/** One line of what commands tell machines. */
export const outputLine = z.union([event, result]);

export type OutputEvent = Readonly<z.infer<typeof event>>;

/** How a command ended. */
export type CommandResult = Readonly<Omit<z.infer<typeof result>, 'errors' | 'warnings'>> & {
  readonly errors: readonly z.infer<typeof violation>[];
  readonly warnings: readonly string[];
};

/** The text of docs/output.schema.json. What is added later is no error for whoever reads by it. */
export const outputSchemaText = (): string =>
  `${JSON.stringify(z.toJSONSchema(outputLine, { io: 'input' }), undefined, 2)}\n`;
