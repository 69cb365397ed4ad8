import { Duration } from '../../../model/units/duration';
import { until } from '../../../runtime/wait';

export interface Sample {
  readonly metric: Readonly<Record<string, string>>;
  readonly value: readonly [number, string];
}

/** What a Prometheus answers. */
export class Prometheus {
  /** @param read answers with what is served at a URL */
  public constructor(
    private readonly address: string,
    private readonly read = async (url: string): Promise<string> => (await fetch(url)).text(),
  ) {}

  public async query(expression: string): Promise<readonly Sample[]> {
    return (await this.ask<{ readonly result: readonly Sample[] }>('query', { query: expression })).result;
  }

  public async valueOf(expression: string): Promise<number | undefined> {
    const [sample] = await this.query(expression);
    return sample === undefined ? undefined : Number(sample.value[1]);
  }

  /**
   * The samples of an expression, once they are as wanted. On a busy machine one look at a target may come too late, and its series
   * are gone until the next one.
   */
  public async awaitSamples(
    expression: string,
    wanted: (samples: readonly Sample[]) => boolean,
  ): Promise<readonly Sample[]> {
    return until(
      async () => {
        const samples = await this.query(expression);
        if (!wanted(samples)) {
          throw new Error(`${samples.length} samples: ${samples.map(({ value: [, figure] }) => figure).join(', ')}`);
        }
        return samples;
      },
      { within: Duration.seconds(60), awaiting: `what is wanted of ${expression}` },
    );
  }

  /** The same for the value of a single sample. */
  public async awaitValue(expression: string, wanted: (value: number) => boolean): Promise<void> {
    await this.awaitSamples(expression, ([sample]) => sample !== undefined && wanted(Number(sample.value[1])));
  }

  /** Names of the alerts that fire. */
  public async firing(): Promise<readonly string[]> {
    const { alerts } = await this.ask<{
      readonly alerts: readonly { readonly state: string; readonly labels: { readonly alertname: string } }[];
    }>('alerts');
    return alerts.filter(({ state }) => state === 'firing').map(({ labels }) => labels.alertname);
  }

  /** Names of the rules that it evaluates. */
  public async rules(): Promise<readonly string[]> {
    interface Groups {
      readonly groups: readonly { readonly rules: readonly { readonly name: string }[] }[];
    }
    const { groups } = await this.ask<Groups>('rules');
    return groups.flatMap(({ rules }) => rules.map(({ name }) => name));
  }

  /** Values of a label in the series of a metric. */
  public labelValues(label: string, metric: string): Promise<readonly string[]> {
    return this.ask<readonly string[]>(`label/${label}/values`, { 'match[]': metric });
  }

  private async ask<T>(route: string, parameters: Readonly<Record<string, string>> = {}): Promise<T> {
    const text = await this.read(`${this.address}/api/v1/${route}?${new URLSearchParams(parameters).toString()}`);
    return (JSON.parse(text) as { readonly data: T }).data;
  }
}
