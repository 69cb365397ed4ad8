import { rm } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { isTopicAddress } from '../../model/names/resource-address';
import { OperationError, type Violation } from '../../model/violation';
import { writeWhole } from '../../runtime/files/atomic-file';
import { readIfThere } from '../../runtime/files/optional-file';
import { parseJson } from '../../runtime/files/required-file';
import type { ResourceChange } from '../../runtime/terraform/plan-contents';
import { explain } from '../../runtime/wait';
import { isTerraformFailure } from '../terraform/provider-race';
import type { Terraform } from '../terraform/terraform';

const begunTopic = z.object({ address: z.string(), name: z.string() });
type BegunTopic = Readonly<z.infer<typeof begunTopic>>;

/** What Kafka says of a topic that is to be made, and is there. */
const EXISTS = 'Topic with this name already exists';

/** What it says, in the words of the provider's client (Sarama), when it is asked for what it has done already. */
const DONE: readonly string[] = [
  EXISTS,
  'Number of partitions is invalid',
  'Request was for a topic or partition that does not exist on this broker',
];

type Stack = Pick<Terraform, 'stack' | 'addresses' | 'declares' | 'adopt'>;

/** Names of the topics on the brokers, asked for until all of some are among them. */
export type TopicNames = (awaited: readonly string[]) => Promise<readonly string[]>;

/**
 * Topics that are noted before they are made. A broker hands a request on to the controller, and again to the next one when that
 * one loses the lead: the second finds the topic made by the first. Or the deployment is killed before Terraform
 * has written it down. Either way the topic is on the brokers and in no state, and Kafka refuses to make it for good.
 */
export class BegunTopics {
  private readonly folder: string;

  /** @param out folder for what is made for one person on one machine */
  public constructor(out: string) {
    this.folder = path.join(out, 'begun-topics');
  }

  /**
   * Notes the topics that a plan makes.
   *
   * @throws OperationError `TopicExists`, for what somebody else has made
   */
  public async note(stack: string, changes: readonly ResourceChange[], topics: TopicNames): Promise<void> {
    const made = changes.filter(({ address, change }) => isTopicAddress(address) && change.actions.includes('create'));
    if (made.length === 0) {
      return;
    }
    const there = await topics([]);
    const foreign = made.filter(({ change }) => !change.actions.includes('delete') && there.includes(nameOf(change)));
    if (foreign.length > 0) {
      throw new OperationError(
        ...foreign.map(({ address, change }): Violation => ({
          code: 'TopicExists',
          subject: `${address} of ${stack}`,
          rule: 'must not be on the brokers already when it is in no state',
          value: nameOf(change),
          remedy:
            'take it into the state as it is with npm run adopt, where it is the one that is declared; else declare another name',
        })),
      );
    }
    const noted = made.map(({ address, change }): BegunTopic => ({ address, name: nameOf(change) }));
    await writeWhole(this.file(stack), `${JSON.stringify(noted, undefined, 2)}\n`);
  }

  /**
   * Has the state take up those that were noted and made, after a deployment that was killed or has failed.
   *
   * @param failure how it has failed, where that is known
   * @returns whether a plan that is made anew may go on from there
   */
  public async takeUp(terraform: Stack, topics: TopicNames, failure?: unknown): Promise<boolean> {
    const said = isTerraformFailure(failure) ? failure.message : '';
    const noted = await this.noted(terraform.stack);
    const known = noted.length === 0 ? [] : await terraform.addresses();
    const unknown = noted.filter(({ address }) => !known.includes(address) && terraform.declares(address));
    if (unknown.length > 0) {
      const refused = unknown.filter(({ address }) =>
        said.includes(`${address} of ${terraform.stack}: kafka server: ${EXISTS}`),
      );
      const there = await answer(topics(refused.map(({ name }) => name)), failure);
      const made = unknown.filter(({ name }) => there.includes(name));
      for (const { address, name } of made) {
        await terraform.adopt(address, name);
      }
      if (made.length > 0) {
        return true;
      }
    }
    return DONE.some((text) => said.includes(text));
  }

  /** Forgets those of a stack, all of which its state knows, or whose cluster is gone. */
  public async forget(stack: string): Promise<void> {
    await rm(this.file(stack), { force: true });
  }

  private async noted(stack: string): Promise<readonly BegunTopic[]> {
    const text = (await readIfThere(this.file(stack)))?.toString('utf8');
    return z.array(begunTopic).safeParse(parseJson(text ?? '')).data ?? [];
  }

  private file(stack: string): string {
    return path.join(this.folder, `${stack}.json`);
  }
}

/** Brokers that give none say nothing beside what has failed before. */
async function answer(names: Promise<readonly string[]>, failure: unknown): Promise<readonly string[]> {
  try {
    return await names;
  } catch (error) {
    if (failure === undefined) {
      throw error;
    }
    explain(error);
    return [];
  }
}

function nameOf({ after }: ResourceChange['change']): string {
  const name = after?.['name'];
  return typeof name === 'string' ? name : '';
}
