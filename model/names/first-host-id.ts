/** What of a state tells for which host the base was made, where a cluster has several. */
export const firstHostId = (cluster: string): string => `${cluster}-first-host`;
