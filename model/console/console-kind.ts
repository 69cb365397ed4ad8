import { ServerImage } from '../cluster/image';
import type { ConsoleProcess, ConsoleSettings } from './console-process';
import { kafbatProcess, quarkusProcess } from './console-process';
import { Size } from '../units/size';

/** Which program a web console is. Made by `Console.kafbat()` and `Console.quarkus()`. */
export class ConsoleKind {
  /** @internal */
  public static kafbat(image?: ServerImage): ConsoleKind {
    return new ConsoleKind(
      image ?? ServerImage.named(KAFBAT_IMAGE),
      // It keeps statistics of every topic and partition.
      Size.mebibytes(768),
      kafbatProcess,
      '',
      true,
    );
  }

  /** @internal */
  public static quarkus(image: ServerImage): ConsoleKind {
    return new ConsoleKind(image, Size.mebibytes(768), quarkusProcess, QUARKUS_PAGE, false);
  }

  private constructor(
    /** @internal */
    public readonly image: ServerImage,
    /** Memory limit where none is given. @internal */
    public readonly memory: Size,
    /** Command and environment with the given settings. @internal */
    public readonly processFor: (settings: ConsoleSettings) => ConsoleProcess,
    /** Path of its first page. @internal */
    public readonly page: string,
    /** Whether it asks who one is. @internal */
    public readonly hasLogin: boolean,
  ) {}
}

/** The newest release when this was written. */
const KAFBAT_IMAGE = 'ghcr.io/kafbat/kafka-ui:v1.5.0';
/** The first of the Kafka pages among those of the Dev UI. */
const QUARKUS_PAGE = '/q/dev-ui/quarkus-kafka-client/topics';
