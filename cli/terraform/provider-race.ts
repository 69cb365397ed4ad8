import { CodedError } from '../../model/violation';

/**
 * What the kafka provider says when its requests race for its first connection to a broker: its client (Sarama) marks a connection
 * as open before it begins to open it, and a request that comes in between fails. It says nothing about the cluster.
 */
const RACE = 'kafka: broker not connected';
const TRIES = 3;

/** Whether output of Terraform shows this race. */
export const tellsOfRace = (text: string): boolean => text.includes(RACE);

/** Where Terraform's words are data, and where they are text. */
const FAILED: readonly string[] = ['TerraformFailed', 'CommandFailed'];

/** Whether it is Terraform's own failure, and not that of somebody who stopped it. */
export const isTerraformFailure = (error: unknown): error is CodedError =>
  error instanceof CodedError && error.violations[0]?.code === 'TerraformFailed';

/**
 * Runs a command of Terraform, and again when requests of the kafka provider raced: what was done stays, and it goes on from there.
 *
 * @param mend tells whether another failure has been put right
 */
export async function despiteProviderRace<T>(
  command: () => Promise<T>,
  mend: (failure: CodedError) => Promise<boolean> = () => Promise.resolve(false),
): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await command();
    } catch (error) {
      const hasRaced =
        error instanceof CodedError && FAILED.includes(error.violations[0]?.code ?? '') && tellsOfRace(error.message);
      if (tries === TRIES || !(hasRaced || (isTerraformFailure(error) && (await mend(error))))) {
        throw error;
      }
    }
  }
}
