import { Refused } from './refused';

/** Errors of Kafka's protocol that are met here, by their numbers. */
const ERRORS: Readonly<Record<number, string>> = {
  3: 'UNKNOWN_TOPIC_OR_PARTITION',
  6: 'NOT_LEADER_OR_FOLLOWER',
  29: 'TOPIC_AUTHORIZATION_FAILED',
  31: 'CLUSTER_AUTHORIZATION_FAILED',
  33: 'UNSUPPORTED_SASL_MECHANISM',
  34: 'ILLEGAL_SASL_STATE',
  41: 'NOT_CONTROLLER',
  58: 'SASL_AUTHENTICATION_FAILED',
  91: 'RESOURCE_NOT_FOUND',
  92: 'DUPLICATE_RESOURCE',
  102: 'BROKER_ID_NOT_REGISTERED',
  126: 'DUPLICATE_VOTER',
  127: 'VOTER_NOT_FOUND',
};

/** An error's name; undefined where there was none. */
export function nameOf(error: number): string | undefined {
  return error === 0 ? undefined : (ERRORS[error] ?? `error ${error}`);
}

/** @throws Refused where there was an error */
export function refuse(error: number): void {
  const name = nameOf(error);
  if (name !== undefined) {
    throw new Refused(name);
  }
}

/**
 * The same for an error that the server explains.
 *
 * @throws Refused where there was one
 */
export function refuseWith(error: string | undefined, message: string): void {
  if (error !== undefined) {
    throw new Refused(message === '' ? error : `${error}: ${message}`);
  }
}
