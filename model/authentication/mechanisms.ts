import { gssapi } from './gssapi';
import { mutualTls } from './mutual-tls';
import { none } from './none';
import { oauthBearer } from './oauth-bearer';
import { oneWayTls, requestedTls } from './one-way-tls';
import { plain } from './plain';
import { scram } from './scram';

/** Every way to log in, the stronger ones first: what clients are given when several would do. */
export const MECHANISMS = [mutualTls, scram, plain, gssapi, oauthBearer, requestedTls, oneWayTls, none] as const;

/** SASL mechanism by Kafka's name. */
export type SaslMechanism = (typeof MECHANISMS)[number]['sasl'][number];

/** How a user logs in, as the manifest calls it. */
export type MechanismName = (typeof MECHANISMS)[number]['name'];
