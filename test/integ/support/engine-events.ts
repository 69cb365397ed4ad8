import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type Docker from 'dockerode';
import { z } from 'zod';
import { LABELS } from '../../../model/names/names';
import { Duration } from '../../../model/units/duration';
import { until } from '../../../runtime/wait';

const event = z.object({
  Action: z.string(),
  Actor: z.object({ Attributes: z.object({ name: z.string() }) }),
});

/** What happens to a cluster's containers while somebody looks: the engine itself remembers little. */
export class EngineEvents {
  readonly #seen: string[] = [];

  public static async of(engine: Docker, cluster: string): Promise<EngineEvents> {
    const stream = await engine.getEvents({
      filters: { type: ['container'], label: [`${LABELS.cluster}=${cluster}`] },
    });
    return new EngineEvents(stream);
  }

  private constructor(private readonly stream: NodeJS.ReadableStream) {
    createInterface({ input: stream }).on('line', (line) => {
      const { Action, Actor } = event.parse(JSON.parse(line));
      this.#seen.push(`${Actor.Attributes.name} ${Action}`);
    });
  }

  /** When something happened first to a server, among all that was seen: in the engine's own words, such as `kill`. */
  public async positionOf(server: string, action: string): Promise<number> {
    await until(() => this.#seen.includes(`${server} ${action}`), {
      within: Duration.seconds(10),
      awaiting: `${server}: ${action}`,
    });
    return this.#seen.indexOf(`${server} ${action}`);
  }

  /** Notes what somebody saw, among what the engine tells. */
  public note(line: string): void {
    this.#seen.push(line);
  }

  /** What was seen between two of its positions. */
  public between(from: number, to: number): readonly string[] {
    return this.#seen.slice(from, to);
  }

  public end(): void {
    if (this.stream instanceof Readable) {
      this.stream.destroy();
    }
  }
}
