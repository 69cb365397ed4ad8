import { checkArguments } from '../arguments/check-arguments';
import { defined } from '../arguments/defined';
import { isCount, rangeInWords, SENSE, SIZES, sizeViolations } from '../units/sense';
import { Size } from '../units/size';
import { throwIfAny, type Violation } from '../violation';

/** How much is kept of what a container writes. */
export interface RotatedLogsProps {
  /**
   * Size at which another file is begun, from 64 KiB to 1 TiB.
   *
   * @default 20 MiB
   */
  readonly maxSize?: Size;
  /**
   * How many files are kept, the one that is written to among them: 1 to 1000.
   *
   * @default 5
   */
  readonly maxFiles?: number;
}

/** The driver that the engine's own `docker logs`, and most that gather logs, read. */
const FILES = 'json-file';

/** Where the engine puts what containers write: each broker's log, a metadata server's, a service's. */
export class ContainerLogs {
  /**
   * In files on the engine's host, the oldest of which goes when there are enough: Docker's driver `json-file`.
   *
   * @throws ValidationError `SizeOutOfRange`, `CountIllegal`
   */
  public static rotated(props: RotatedLogsProps = {}): ContainerLogs {
    checkArguments('ContainerLogs.rotated', [props]);
    const { maxSize = Size.mebibytes(20), maxFiles = 5 } = props;
    throwIfAny([
      ...sizeViolations('ContainerLogs.rotated', 'maxSize', maxSize, SIZES.logFile),
      ...(isCount(maxFiles, SENSE.logFiles)
        ? []
        : [
            {
              code: 'CountIllegal',
              subject: 'ContainerLogs.rotated',
              rule: `maxFiles must be a whole number ${rangeInWords(SENSE.logFiles)}`,
              value: maxFiles,
              remedy: 'correct it, or leave it out for the default',
            },
          ]),
    ]);
    return new ContainerLogs(FILES, { 'max-size': dockerSize(maxSize), 'max-file': String(maxFiles) });
  }

  /**
   * By another of Docker's logging drivers, such as `journald`, `local` or `syslog`, or one of a plugin. The engine refuses options
   * that the driver doesn't know when it makes the container.
   *
   * @param options they are in Terraform's state: none may be secret
   * @throws ValidationError `LogDriverIllegal`, `LogOptionIllegal`
   */
  public static driver(name: string, options: Readonly<Record<string, string>> = {}): ContainerLogs {
    checkArguments('ContainerLogs.driver', [name, options]);
    const given = defined(options);
    throwIfAny([...driverViolations(name), ...optionViolations(name, given)]);
    return new ContainerLogs(name, given);
  }

  /** As the engine is set up to for containers that don't say: nobody but its administrator knows whether that ever ends. */
  public static ofEngine(): ContainerLogs {
    return new ContainerLogs(undefined, {});
  }

  private constructor(
    /** Undefined for the engine's own. @internal */
    public readonly name: string | undefined,
    /** @internal */
    public readonly options: Readonly<Record<string, string>>,
  ) {}

  /** For what must be read, whatever the engine does by itself. @internal */
  public get orRotated(): ContainerLogs {
    return this.name === undefined ? ContainerLogs.rotated() : this;
  }
}

/** As Docker writes a size, exactly: its `m` are MiB. */
function dockerSize(size: Size): string {
  return size
    .toString()
    .toLowerCase()
    .replace(/(?:([kmg])i)?b$/, '$1');
}

function driverViolations(name: string): readonly Violation[] {
  return /^[a-z0-9][a-zA-Z0-9._/:-]*$/.test(name) && name !== 'none'
    ? []
    : [
        {
          code: 'LogDriverIllegal',
          subject: 'ContainerLogs.driver',
          rule: "must be the name of one of Docker's logging drivers or of a plugin, and not none: nobody could see why a server fails",
          value: JSON.stringify(name.slice(0, 80)),
          remedy: 'name another one, or take ContainerLogs.rotated() for little',
        },
      ];
}

/** Drivers that keep files on the engine's host. */
const KEEPS_FILES: readonly string[] = [FILES, 'local'];
/** Options of Docker's drivers that need nothing beside the engine; those of others are the engine's to judge. */
const TAGS = ['tag', 'labels', 'labels-regex', 'env', 'env-regex'];
const SIZES_OF_FILES = ['max-size', 'max-file', 'compress'];
const OPTIONS: ReadonlyMap<string, readonly string[]> = new Map([
  [FILES, [...SIZES_OF_FILES, ...TAGS]],
  ['local', SIZES_OF_FILES],
  ['journald', TAGS],
]);
/** Options of how the engine hands output to a driver, whichever that is. */
const OF_EVERY_DRIVER = ['mode', 'max-buffer-size'];
/** What an option holds that lets somebody in. */
const SECRET = /token|password|passwd|secret|credential(?!s-endpoint)|access-?key/i;

function optionViolations(driver: string, options: Readonly<Record<string, string>>): readonly Violation[] {
  const violation = (rule: string, value: string, remedy: string): Violation => ({
    ...{ code: 'LogOptionIllegal', subject: `ContainerLogs.driver ${driver}`, rule, value, remedy },
  });
  const known = OPTIONS.get(driver) ?? [];
  const found = Object.keys(options).flatMap((name) => [
    ...(known.length === 0 || [...known, ...OF_EVERY_DRIVER].includes(name)
      ? []
      : [violation(`an option must be one that the driver knows: ${known.join(', ')}`, name, 'take it away')]),
    ...(/^[a-zA-Z0-9][a-zA-Z0-9._-]*$/.test(name)
      ? []
      : [
          violation(
            'an option must be named by letters, digits, ., _ and -',
            JSON.stringify(name.slice(0, 80)),
            'rename it',
          ),
        ]),
    ...(SECRET.test(name)
      ? [
          violation(
            'an option must be no secret: it would be in the state, and in what the engine shows of a container',
            name,
            "set it in the engine's own configuration (daemon.json), and take ContainerLogs.ofEngine()",
          ),
        ]
      : []),
  ]);
  if (!KEEPS_FILES.includes(driver)) {
    return found;
  }
  const { 'max-size': size, 'max-file': files } = options;
  const remedy = 'correct it, or take ContainerLogs.rotated()';
  return [
    ...found,
    ...((size === undefined && driver !== FILES) || /^[1-9]\d*[kmg]?$/.test(size ?? '')
      ? []
      : [
          violation(
            'max-size must be a number of bytes, or of k, m or g: without one, a file grows without end',
            size ?? 'none',
            remedy,
          ),
        ]),
    ...(files === undefined || /^[1-9]\d{0,2}$/.test(files)
      ? []
      : [violation('max-file must be a whole number from 1 to 999', files, remedy)]),
  ];
}
