import type { MetadataStore } from '../cluster/metadata-store';
import { isCount, rangeInWords, SENSE, sizeViolations } from '../units/sense';
import type { Advice, Violation } from '../violation';

/** What a kind of metadata store calls its servers where their number is wrong. */
export interface ServersInWords {
  /** The property that gives their number. */
  readonly property: string;
  readonly one: string;
  readonly missing: Pick<Violation, 'code'>;
  readonly even: Pick<Advice, 'code' | 'unwise'>;
}

/** What is wrong or unwise in the number and the size of a metadata store's servers, whichever it is. */
export function serverViolations(
  subject: string,
  { nodes, heap, memory }: Pick<MetadataStore, 'nodes' | 'heap' | 'memory'>,
  { property, one, missing, even }: ServersInWords,
): readonly (Violation | Advice)[] {
  const metadata = `${subject}/metadata`;
  return [
    ...countViolations(),
    ...sizeViolations(metadata, 'heap', heap),
    ...sizeViolations(metadata, 'memory', memory),
    ...(memory.bytes > heap.bytes
      ? []
      : [
          {
            code: 'MemoryBelowHeap',
            subject: metadata,
            rule: `memory must be above the heap of ${heap.toString()}, or the engine kills the ${one}`,
            value: memory.toString(),
            remedy: 'leave it out for twice the heap',
          },
        ]),
  ];

  function countViolations(): readonly (Violation | Advice)[] {
    if (nodes !== 0 && !isCount(nodes, SENSE.metadataNodes)) {
      return [
        {
          code: 'CountIllegal',
          subject,
          rule: `metadata.${property} must be a whole number ${rangeInWords(SENSE.metadataNodes)}`,
          value: nodes,
          remedy: 'correct it, or leave it out for the default',
        },
      ];
    }
    if (nodes < 1) {
      return [
        {
          ...missing,
          subject: metadata,
          rule: `${property} must be 1 at least`,
          value: nodes,
          remedy: 'declare 3, so that one may fail',
        },
      ];
    }
    return nodes % 2 === 1
      ? []
      : [
          {
            ...even,
            subject: metadata,
            rule: `${property} should be an odd number: an even one needs a larger majority and survives no more failures`,
            value: nodes,
            remedy: `take ${nodes - 1} or ${nodes + 1}`,
          },
        ];
  }
}
