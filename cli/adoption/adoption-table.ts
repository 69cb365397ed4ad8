import Table from 'cli-table3';
import { kindOf } from '../terraform/stack-progress';
import type { StackAdoption } from './stack-adoption';
import { OWN_RESOURCE } from './what-stands';

const UNSHOWN = `${OWN_RESOURCE}.`;
/** Addresses that are shown each by itself. */
const SHOWN = 40;

/** What the states would take up, by stack and kind, and what a deployment would do afterwards. */
export function adoptionTable(stacks: readonly StackAdoption[]): string {
  const table = new Table({
    head: ['stack', 'what', 'as declared', 'changed by a deployment', 'not there'],
    style: { head: [], border: [], compact: true },
  });
  for (const { stack, same, changed, missing } of stacks) {
    const counted = [same, changed.map(({ address }) => address), missing].map((addresses) =>
      addresses.filter((address) => !address.startsWith(UNSHOWN)).map(kindOf),
    );
    for (const kind of [...new Set(counted.flat())].sort()) {
      table.push([stack, kind, ...counted.map((kinds) => String(kinds.filter((each) => each === kind).length))]);
    }
  }
  const changed = stacks.flatMap((each) => each.changed);
  const missing = stacks.flatMap((each) => each.missing);
  return [
    table.toString(),
    ...lines(
      'A deployment changes',
      changed.map(({ address, attributes }) => `${address} (${attributes.map(wordFor).join(', ')})`),
    ),
    ...lines('A deployment makes', missing),
    ...stacks
      .filter(({ compared }) => !compared)
      .map(
        ({ stack }) =>
          `The brokers don't answer: what ${stack} has is taken as declared, and the next plan compares it.`,
      ),
  ].join('\n');
}

/** What Terraform writes a password by. */
const wordFor = (attribute: string): string => (attribute === 'password_wo_version' ? 'the password' : attribute);

const lines = (title: string, all: readonly string[]): readonly string[] =>
  all.length === 0
    ? []
    : [
        `${title}:`,
        ...all.slice(0, SHOWN).map((each) => `  ${each}`),
        ...(all.length > SHOWN ? [`  and ${all.length - SHOWN} more`] : []),
      ];
