import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { cacheFolder } from '../../bootstrap/cache';
import { copyDependencies } from '../../bootstrap/images/jars';
import { makeWhole } from '../../runtime/files/atomic-file';
import { run } from '../../runtime/process/process';

/** A release of each line that this package knows: settings come with lines, not with their patches. Clusters of 4 stand elsewhere. */
export const VERSIONS: readonly string[] = [
  '3.3.2',
  '3.4.1',
  '3.5.2',
  '3.6.2',
  '3.7.2',
  '3.8.1',
  '3.9.2',
  '4.0.2',
  '4.1.1',
];

/** Values that Kafka is asked about for each setting: what the model says of them is held against its answer. */
export const PROBES: readonly string[] = [
  ...['', ' ', '-2', '-1', '0', '1', '2', '9', '10', '13', '14', '499', '500', '65536', '1048577', '2147483647'],
  ...['2147483648', '9223372036854775807', '9223372036854775808', '+5', ' 5 ', '0.5', '1.5', '1e3', '1.', '0x1'],
  ...['true', 'TRUE', 'yes', 'abc', 'lz4', 'LZ4', 'none', 'delete', 'compact, delete', 'delete,', 'CreateTime'],
  ...['1:2,3:4', '1:2,', '*', '3.0', '2.8.1', '3.3-IV3', '3.9', 'bidirectional', 'classic,consumer', 'PLAINTEXT'],
];

const JAVA = path.join(__dirname, 'SettingDefinitions.java');

/** What a validator of Kafka's holds, by its fields, with its class and the words it has for itself. */
export interface Validator {
  readonly class: string;
  readonly text: string;
  readonly min?: string;
  readonly max?: string;
  readonly validStrings?: readonly string[];
  readonly validString?: Validator;
}

/** One setting as one version of Kafka defines it. */
export interface AnsweredSetting {
  readonly type: string;
  readonly default: string | null;
  readonly importance: string;
  readonly internal: boolean;
  readonly mode: string | null;
  readonly validator: Validator | null;
  /** A `1` for each probe that is accepted, a `0` for each that is refused. */
  readonly verdicts: string;
}

/** What one version of Kafka says of its settings. */
export interface Answer {
  readonly broker: Readonly<Record<string, AnsweredSetting>>;
  readonly topic: Readonly<Record<string, AnsweredSetting>>;
  /** What the authorizer reads beside the brokers' definition. */
  readonly authorizer: readonly string[];
}

/** The answer of one line of releases. */
export interface LineAnswer {
  readonly line: string;
  readonly answer: Answer;
}

/** What the answers are made by, in a few digits, so that a change that was not run is found. */
export function sourceDigest(): string {
  const hash = createHash('sha256');
  for (const name of readdirSync(__dirname).sort()) {
    hash.update(`${name}\n`).update(readFileSync(path.join(__dirname, name)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Runs the Java program on the jars of one version. */
export async function askKafka(version: string): Promise<Answer> {
  const folder = mkdtempSync(path.join(tmpdir(), 'settings-'));
  try {
    const probes = path.join(folder, 'probes');
    writeFileSync(probes, PROBES.map((probe) => `"${probe}"\n`).join(''));
    const { stdout } = await run('java', ['-cp', path.join(await brokerJars(version), '*'), JAVA, probes], {
      timeout: 300_000,
      remedy: 'mend scripts/settings/SettingDefinitions.java, or install a JDK',
    });
    return JSON.parse(stdout) as Answer;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function brokerJars(version: string): Promise<string> {
  const folder = path.join(cacheFolder(), 'jars', `settings-${version}`);
  if (!existsSync(folder)) {
    await makeWhole(folder, async (partial) => {
      mkdirSync(partial);
      writeFileSync(path.join(partial, 'pom.xml'), projectOf(version));
      await copyDependencies(partial, {});
    });
  }
  return folder;
}

const projectOf = (version: string): string => `<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>cdktf-kafka</groupId>
  <artifactId>settings</artifactId>
  <version>1</version>
  <packaging>pom</packaging>
  <dependencies>
    <dependency>
      <groupId>org.apache.kafka</groupId>
      <artifactId>kafka_2.13</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;
