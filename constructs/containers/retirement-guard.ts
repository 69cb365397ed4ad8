import { dependable, TerraformResource } from 'cdktf';
import type { Construct, IConstruct } from 'constructs';
import { guardId } from '../../model/retirement/retirement';
import { expression, lazyExpression, lazyTexts } from '../terraform/literal';
import { DataResource } from '../terraform/resources';

/** What a stack declares that must not just vanish from it. */
export interface GuardedStack {
  readonly cluster: string;
  readonly stack: 'base' | 'cluster';
  /** Where the stack's resources are. */
  readonly within: IConstruct;
  /** Terraform's types of those whose names count. */
  readonly types: readonly string[];
}

const REMEDY =
  'what leaves the declaration must go in order, its containers by the gate and volumes not at all, which Terraform alone does not know; ' +
  'run npm run deploy, or npm run retire (cdktf-kafka retire, from the package) before and after Terraform; nothing was changed';

/** Refuses where a name is left that was declared at the last apply; the environment tells which. */
const REFUSAL =
  '[ -z "$LEAVING" ] || [ "$KAFKA_GATE" = open ] || { echo "[DeclarationShrunk] $LEAVING: $REMEDY" >&2; exit 1; }';

/**
 * Keeps a plain apply from taking away what a stack declares no more: Terraform would destroy a volume or a network while a
 * container has it still, and run no gate. A resource for each name depends on all others of its stack, and so is destroyed before them
 * when its name goes; its provisioner then refuses, with everything as it was. One for all names would be replaced when one comes, too, and be
 * gone from the state where the rest of that apply fails: the next one would be refused nothing.
 */
export function retirementGuard(scope: Construct, { cluster, stack, within, types }: GuardedStack): void {
  const id = guardId(cluster, stack);
  const resources = (): readonly TerraformResource[] =>
    within.node
      .findAll()
      .filter((each) => TerraformResource.isTerraformResource(each))
      .filter((each) => each !== guard);
  const names = (): readonly string[] =>
    resources()
      .filter(({ terraformResourceType }) => types.includes(terraformResourceType))
      .map(({ friendlyUniqueId }) => friendlyUniqueId)
      .sort();
  const leaving = (): string => `join(" ", setsubtract(self.triggers_replace, ${JSON.stringify(names())}))`;
  const guard: DataResource = new DataResource(scope, id, {
    provisioners: [
      {
        type: 'local-exec',
        when: 'destroy',
        command: REFUSAL,
        environment: { LEAVING: lazyExpression(leaving), REMEDY },
      },
    ],
  });
  guard.addOverride('triggers_replace', [expression('each.key')]);
  guard.addOverride(
    'for_each',
    lazyExpression(() => `toset(${JSON.stringify(names())})`),
  );
  guard.dependsOn = lazyTexts(() => resources().map((each) => dependable(each)));
  guard.overrideLogicalId(id);
}
