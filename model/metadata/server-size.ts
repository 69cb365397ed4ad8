import { Size } from '../units/size';

/** What was asked for of a metadata server's size. */
interface GivenSize {
  readonly heap?: Size;
  readonly memory?: Size;
}

/** Java heap of a metadata server, whichever its kind, and the memory limit of its container: twice the heap by default, at least 512 MiB. */
export function serverSize({ heap = Size.mebibytes(256), memory }: GivenSize): Required<GivenSize> {
  return { heap, memory: memory ?? Size.mebibytes(Math.max(512, heap.mebibytes * 2)) };
}
