import type { ManifestRule, ManifestTopic, ManifestUser } from '../manifest/manifest';

/** What a stack of resources declares on a cluster, asked for when everything has been declared. */
export interface Declarations {
  topics(): readonly ManifestTopic[];
  users(): readonly ManifestUser[];
  rules(): readonly ManifestRule[];
}
