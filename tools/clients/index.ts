/** What other tools use: the cluster's manifest, its users' files, and clients made from them. */
export { type CertificateExpiry } from './certificate';
export { connectEngine, sweepHelpers } from './engine';
export { fetchClients, type FetchedClients, type FetchedUser, type FetchOptions } from './fetch';
export { firstExpiry, type ExpiryReport } from './first-expiry';
export { administrator, withAdmin } from './kafka-admin';
export { kafkaAs } from './kafka-client';
export { allStacks, manifestPath, readManifest } from './manifest-file';
export { awaitProofEnd } from './proof-lock';
export { awaitBrokers, type AwaitBrokersOptions } from './readiness';
export { bounded, Interrupted, TimedOut, until } from './wait';
export { DEFAULT_SECRETS_FOLDER, fetchServicePasswords, servicePasswordFile } from './service-passwords';
