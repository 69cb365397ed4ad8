import { CodedError } from '../../model/violation';

/**
 * What the kafka provider says when its requests race for its first connection to a broker: its client (Sarama) marks a connection
 * as open before it begins to open it, and a request that comes in between fails. It says nothing about the cluster.
 */
const RACE = 'kafka: broker not connected';
const TRIES = 3;

/** Whether output of Terraform shows this race. */
export const tellsOfRace = (text: string): boolean => text.includes(RACE);

/** Runs a command of Terraform, and again when requests of the kafka provider raced: what was done stays, and it goes on from there. */
export async function despiteProviderRace<T>(command: () => Promise<T>): Promise<T> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await command();
    } catch (error) {
      const failed = error instanceof CodedError && error.violations[0]?.code === 'TerraformFailed';
      if (!failed || !tellsOfRace(error.message) || tries === TRIES) {
        throw error;
      }
    }
  }
}
