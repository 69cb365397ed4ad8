/** Kafka's name for whoever doesn't log in: a user of that name would share its rights with everyone. */
export const ANONYMOUS = 'ANONYMOUS';
