import { isDue, type Retirement } from '../model/retirement/retirement';
import { volumeAddress } from '../model/names/resource-address';
import {
  forgetLeaving,
  removeUnused,
  retireContainers,
  type RetirementFound,
  type RetirementEnvironment,
} from '../rollout/retire';
import { describeRemainder, describeRetirement } from './remainder';

/** What a deployment takes away by itself: what has left the declaration. */
export class Leaving {
  private readonly unwanted: readonly string[];

  /** @param allowDestroy addresses of what may be destroyed with what it holds: volumes that are declared no more among them */
  public constructor(
    private readonly environment: RetirementEnvironment,
    private readonly found: RetirementFound | undefined,
    private readonly allowDestroy: readonly string[],
  ) {
    this.unwanted = unwantedVolumes(found?.retirement.data ?? [], allowDestroy);
  }

  /** Whether something goes before Terraform's plans are applied. */
  public get isDue(): boolean {
    return this.found !== undefined && isDue(this.found.retirement);
  }

  /** What goes, a line for each kind. */
  public get description(): readonly string[] {
    return this.found === undefined ? [] : describeRetirement(this.found.retirement, this.unwanted);
  }

  /** Addresses, by stack, that the states are to forget: whatever a plan says, nothing of them is destroyed. */
  public get forgotten(): Retirement['forgotten'] {
    return this.found?.retirement.forgotten ?? {};
  }

  /** What is allowed beside volumes that are declared no more. */
  public get otherAllowances(): readonly string[] {
    return this.allowDestroy.filter((address) => !this.unwanted.some((volume) => namesVolume(address, volume)));
  }

  /** Whether brokers leave, whose copies have to go to others first. */
  public get brokersLeave(): boolean {
    return (this.found?.retirement.brokers.length ?? 0) > 0;
  }

  /**
   * Lets the state of the base forget what leaves; it stays as it is. Containers stay in theirs: whoever is cut off, and declares them
   * again, would have running servers that no state knows, which are taken for what an interrupted apply has left.
   */
  public async forgetBase(): Promise<void> {
    const { base } = this.environment.manifest.stacks;
    await forgetLeaving(this.environment, { forgotten: { [base]: this.forgotten[base] ?? [] } });
  }

  /** Takes the containers away. */
  public async takeAway(progress: (line: string) => void): Promise<string> {
    if (this.found === undefined) {
      return 'nothing';
    }
    const { services, servers } = this.found.retirement;
    await retireContainers(this.environment, this.found, progress);
    return [...services, ...servers].join(', ') || 'nothing runs any more';
  }

  /** Takes away what nothing uses any more, once everything is deployed. */
  public async removeUnused(): Promise<string> {
    return describeRemainder(await removeUnused(this.environment, this.unwanted));
  }
}

/** Volumes with data that are declared no more, and may go with what is in them. */
export const unwantedVolumes = (data: readonly string[], allowDestroy: readonly string[]): readonly string[] =>
  data.filter((volume) => allowDestroy.some((address) => namesVolume(address, volume)));

const namesVolume = (address: string, volume: string): boolean =>
  address === volumeAddress(volume) || address.endsWith(`:${volumeAddress(volume)}`);
