import { Aspects } from 'cdktf';
import type { IConstruct } from 'constructs';

/**
 * Does something when everything has been declared, just before the construct's stack is rendered; constructs that it makes
 * below this one are visited by the app's own aspects too.
 */
export function atSynth(construct: IConstruct, finish: () => void): void {
  Aspects.of(construct).add({
    visit: (visited): void => {
      if (visited === construct) {
        finish();
      }
    },
  });
}
