import type { Size } from './size';

/** Limits of a user or a client id (KIP-13, KIP-124). What is left out is not limited. */
export interface QuotaProps {
  /** `producer_byte_rate`: the most that each broker takes in a second. */
  readonly producePerSecond?: Size;
  /** `consumer_byte_rate`: the most that each broker gives out in a second. */
  readonly consumePerSecond?: Size;
  /** `request_percentage`: share of a broker's request threads, 100 for one whole thread. */
  readonly requestPercentage?: number;
}

/** The limits by Kafka's names. */
export function quotaConfiguration(quota: QuotaProps): Record<string, number> {
  const limits = {
    producer_byte_rate: quota.producePerSecond?.bytes,
    consumer_byte_rate: quota.consumePerSecond?.bytes,
    request_percentage: quota.requestPercentage,
  };
  return Object.fromEntries(
    Object.entries(limits).flatMap(([key, value]) => (value === undefined ? [] : [[key, value]])),
  );
}
