import { z } from 'zod';

/** What Terraform ends with where a topic has another number of copies than is declared: it can't move them where they belong. */
export const factorRefusal = (topic: string, factor: number): string =>
  `[CopiesDiffer] topic ${topic}: must have ${factor} copies of each partition before Terraform goes on, which alone would choose brokers ` +
  'at random; run npm run deploy, or npm run rebalance (cdktf-kafka rebalance, from the package) before Terraform; nothing was changed';

/** Whether that is why Terraform has failed: moving copies mends it. */
export const isFactorRefusal = (message: string): boolean => message.includes('[CopiesDiffer]');

/** What cdktf has written of a stack, without what refuses another number of copies: what Terraform would do once they are moved. */
export function withoutFactorRefusals(synthesized: string): string {
  const { resource, ...others } = stack.parse(JSON.parse(synthesized));
  const kept = Object.entries(resource).map(([type, all]) => [
    type,
    Object.fromEntries(Object.entries(all).map(([name, each]) => [name, withoutRefusal(each)])),
  ]);
  return JSON.stringify({ ...others, resource: Object.fromEntries(kept) as unknown });
}

const condition = z.looseObject({ error_message: z.string() });
const lifecycle = z.looseObject({ postcondition: z.array(condition).optional() });
const resource = z.looseObject({ lifecycle: lifecycle.optional() });
const stack = z.looseObject({ resource: z.record(z.string(), z.record(z.string(), resource)).default({}) });

function withoutRefusal({ lifecycle: rules, ...others }: z.infer<typeof resource>): object {
  const postcondition = rules?.postcondition?.filter(({ error_message: message }) => !isFactorRefusal(message));
  return rules === undefined ? others : { ...others, lifecycle: { ...rules, postcondition } };
}
