import { identifier } from '../names/identifier';

/** Terraform's type of what Kafka keeps of a SCRAM user by one mechanism. */
export const LOGIN_RESOURCE = 'kafka_user_scram_credential';

/** Its address in its stack. */
export const loginAddress = (cluster: string, user: string, mechanism: string): string =>
  `${LOGIN_RESOURCE}.${loginResourceName(cluster, user, mechanism)}`;

/** Its name in its stack. */
export const loginResourceName = (cluster: string, user: string, mechanism: string): string =>
  `${cluster}-${identifier(user)}-${mechanism}`;

export const isLogin = (address: string): boolean => address.startsWith(`${LOGIN_RESOURCE}.`);
