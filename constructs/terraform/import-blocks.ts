import { TerraformElement } from 'cdktf';
import { literal } from './literal';

/** Terraform's import blocks. cdktf's own would have every resource start Terraform once, to ask for its version. */
export class ImportBlocks extends TerraformElement {
  private readonly blocks: { readonly to: string; readonly id: string }[] = [];

  /** @param id by which its provider finds it */
  public add(type: string, address: string, id: string): void {
    const to = `${type}.${address}`;
    this.blocks.push({ to, id: literal(id, to) });
  }

  /** @internal */
  public override toTerraform(): object {
    const sorted = [...this.blocks].sort((one, other) => (one.to < other.to ? -1 : 1));
    return sorted.length === 0 ? {} : { import: sorted };
  }
}
