/** What Terraform ends with where a topic has another number of copies than is declared: it can't move them where they belong. */
export const factorRefusal = (topic: string, factor: number): string =>
  `[CopiesDiffer] topic ${topic}: must have ${factor} copies of each partition before Terraform goes on, which alone would choose brokers ` +
  'at random; run npm run deploy, or npm run rebalance (cdktf-kafka rebalance, from the package) before Terraform; nothing was changed';

/** Whether that is why Terraform has failed: moving copies mends it. */
export const isFactorRefusal = (message: string): boolean => message.includes('[CopiesDiffer]');
