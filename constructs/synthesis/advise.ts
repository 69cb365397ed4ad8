import { Annotations } from 'cdktf';
import type { IConstruct } from 'constructs';
import { type Advice, formatViolation } from '../../model/violation';

/** Shows what is unwise as warnings of the construct, at synth. */
export function advise(construct: IConstruct, advice: readonly Advice[]): void {
  for (const each of advice) {
    Annotations.of(construct).addWarning(formatViolation(each));
  }
}
