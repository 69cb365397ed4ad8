import { execFileSync, spawnSync } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  archiveArguments,
  archiveContext,
  baseContext,
  baseTag,
  contentHash,
  folderWith,
  imageFolder,
  imageTag,
  jarList,
  KAFKA_IMAGE,
  kafkaImage,
  type ImageDefinition,
} from '../../../bootstrap/images/image';
import { zooKeeperImage } from '../../../bootstrap/metadata/zookeeper/zookeeper-image';
import { SERVER_IMAGES, serverImages } from '../../../bootstrap/server-images';

const text = (name: string, file: string): string => readFileSync(join(imageFolder({ name }), file), 'utf8');

/** Those of today's versions, and those that a cluster may come from or go to. */
const ALL: readonly ImageDefinition[] = [
  ...SERVER_IMAGES,
  kafkaImage('3.8.1'),
  kafkaImage('4.4.0'),
  zooKeeperImage('3.9.5'),
];

describe.each(ALL)('The $name image of version $version', (definition) => {
  const { name, version } = definition;

  test('has the same version in its tag, its official base, its pom.xml and its jars', () => {
    expect(imageTag(definition, 'local', 'jre:1')).toMatch(
      new RegExp(`^cdktf-kafka/${name}:${version.replaceAll('.', '\\.')}-local-[0-9a-f]{12}$`),
    );
    expect(definition.official).toMatch(new RegExp(`:${version}$`));
    const written = definition.line === undefined ? SERVER_IMAGES.find((each) => each.name === name)?.version : version;
    expect(readFileSync(join(folderWith(definition, 'pom.xml'), 'pom.xml'), 'utf8')).toContain(`version>${written}</`);
    expect(jarList(definition)).toMatch(
      new RegExp(`  ${name === 'kafka' ? 'kafka_2\\.13' : 'zookeeper'}-${version}\\.jar$`, 'm'),
    );
  });

  test('has another tag on the official base than on the stand-in, and with another root file system', () => {
    const tags = [
      imageTag(definition, 'local', 'jre:1'),
      imageTag(definition, 'local', 'jre:2'),
      imageTag(definition, 'official', 'jre:1'),
    ];
    expect(new Set(tags).size).toBe(3);
    expect(imageTag(definition, 'official', 'jre:2')).toBe(tags[2]);
    expect(baseTag(definition, 'jre:1')).not.toBe(baseTag(definition, 'jre:2'));
  });

  test('pins its jars, each once, sorted by name', () => {
    const names = jarList(definition)
      .trimEnd()
      .split('\n')
      .map((line) => {
        expect(line).toMatch(/^[0-9a-f]{64} {2}\S+\.jar$/);
        return line.slice(66);
      });
    expect(names).toEqual([...new Set(names)].sort());
  });

  test('makes its archive from the folder and at the path that its servers are started with', () => {
    const { SERVER_HOME: home, LIBRARIES: libraries, ARCHIVE: archive } = archiveArguments(definition);
    const base = baseContext(definition).find(({ path }) => path === 'base.Dockerfile');
    expect(base?.content.toString()).toContain(`COPY --chown=1000:1000 ${libraries} ${home}/${libraries}\n`);
    expect(archive).toBe(definition.archive);
    expect(archive?.startsWith(`${home}/`)).toBe(true);
    const dockerfile = readFileSync(join(imageFolder({ name: 'server' }), 'Dockerfile'), 'utf8');
    for (const argument of Object.keys(archiveArguments(definition))) {
      expect(dockerfile).toMatch(new RegExp(`^ARG ${argument}$`, 'm'));
    }
  });

  test('is built from all that lies in its folder and the shared one, except for what says which jars there are', () => {
    const paths = [...archiveContext(definition), ...baseContext(definition)].map(({ path }) => path);
    const tracked = [definition, { name: 'server' }].flatMap((folder) =>
      execFileSync('git', ['ls-files', '.'], { cwd: imageFolder(folder), encoding: 'utf8' })
        .trimEnd()
        .split('\n'),
    );
    const files = tracked.filter((file) => !/^jars(-[\d.]+)?\.sha256$/.test(file));
    const own = files.filter((file) => definition.line === file.split('/')[0]).map((file) => file.slice(2));
    const folders = new Set(own.map((file) => file.split('/')[0]));
    // What its line has of its own stands for what lies beside it.
    const built = [...own, ...files.filter((file) => !/^\d\//.test(file) && !folders.has(file.split('/')[0]))];
    expect([...paths, 'pom.xml'].sort()).toEqual(built.sort());
  });

  test('has scripts that any POSIX shell reads', () => {
    const scripts = [...archiveContext(definition), ...baseContext(definition)].filter(({ path }) =>
      path.endsWith('.sh'),
    );
    expect(scripts.length).toBeGreaterThan(1);
    for (const { content } of scripts) {
      expect(content.toString()).toMatch(/^#!\/bin\/sh\n/);
      execFileSync('sh', ['-n'], { input: content });
    }
  });
});

test('fails to be made here of a version whose jars nobody has pinned, which the official image does without', () => {
  const [unknown = KAFKA_IMAGE] = serverImages({ kafka: '3.7.0' });
  expect(() => imageTag(unknown, 'local', 'jre:1')).toThrow(
    '[JarsUnpinned] images/kafka: an image must be made of jars whose checksums stand here',
  );
  expect(imageTag(unknown, 'official', 'jre:1')).toMatch(/^cdktf-kafka\/kafka:3\.7\.0-official-/);
});

describe('The stand-in for an official image', () => {
  test('has the volumes and the user of the official Kafka image', () => {
    const dockerfile = text('kafka', 'base.Dockerfile');
    expect(dockerfile).toContain('VOLUME ["/etc/kafka/secrets", "/var/lib/kafka/data", "/mnt/shared/config"]');
    expect(dockerfile).toContain('appuser:x:1000:1000:');
    expect(dockerfile).toMatch(/^USER appuser$/m);
  });

  test('has the volumes and the user of the official ZooKeeper image', () => {
    const dockerfile = text('zookeeper', 'base.Dockerfile');
    expect(dockerfile).toContain('VOLUME ["/data", "/datalog", "/logs"]');
    expect(dockerfile).toContain('zookeeper:x:1000:1000:');
  });
});

describe('The content of an image', () => {
  const file = { path: 'a', content: Buffer.from('1'), executable: false };

  test.each([
    ['content', { ...file, content: Buffer.from('2') }],
    ['path', { ...file, path: 'b' }],
    ['mode', { ...file, executable: true }],
  ])('has another hash with another %s of a file', (_, other) => {
    expect(contentHash([[other]])).not.toBe(contentHash([[file]]));
  });

  test('has the same hash whenever it is the same', () => {
    expect(contentHash(['x', [file]])).toBe(contentHash(['x', [{ ...file }]]));
    expect(contentHash(['x', 'y'])).not.toBe(contentHash(['xy']));
  });
});

describe.each([
  [KAFKA_IMAGE, (home: string) => `-Dlog4j.configuration=file:${home}/config/tools-log4j.properties`],
  [kafkaImage('4.4.0'), (home: string) => `-Dlog4j2.configurationFile=${home}/config/tools-log4j2.yaml`],
] as const)("Kafka's commands, of $version", (definition, logging) => {
  let home: string;
  beforeAll(() => {
    home = mkdtempSync(join(tmpdir(), 'kafka-'));
    mkdirSync(join(home, 'java'));
    // Stands in for Java: one argument a line.
    writeFileSync(join(home, 'java', 'java'), '#!/bin/sh\nprintf "%s\\n" "$@"\n');
    chmodSync(join(home, 'java', 'java'), 0o755);
    cpSync(join(folderWith(definition, 'bin'), 'bin'), join(home, 'bin'), { recursive: true });
    for (const name of ['kafka-topics.sh', 'kafka-nothing.sh']) {
      symlinkSync('kafka-run-class.sh', join(home, 'bin', name));
    }
  });
  afterAll(() => {
    rmSync(home, { recursive: true });
  });

  const start = (name: string, args: readonly string[], environment: Record<string, string> = {}): string[] => {
    const { stdout } = spawnSync(join(home, 'bin', name), args, {
      encoding: 'utf8',
      env: { PATH: `${join(home, 'java')}:/usr/bin:/bin`, ...environment },
    });
    return stdout.trimEnd().split('\n');
  };

  test('start their class on all jars, with small and quick settings', () => {
    expect(start('kafka-topics.sh', ['--list', 'two words'])).toEqual([
      '-Xmx256M',
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      `-XX:SharedArchiveFile=${home}/broker.jsa`,
      '-Xlog:disable',
      '-Xlog:all=error:stderr',
      logging(home),
      '-Djava.awt.headless=true',
      '-cp',
      `${home}/libs/*`,
      'org.apache.kafka.tools.TopicCommand',
      '--list',
      'two words',
    ]);
  });

  test('start any class by its name', () => {
    expect(start('kafka-run-class.sh', ['org.example.Main', 'x']).slice(-2)).toEqual(['org.example.Main', 'x']);
  });

  test("take the settings of Kafka's own scripts", () => {
    const args = start('kafka-topics.sh', [], {
      KAFKA_HEAP_OPTS: '-Xms1g -Xmx1g',
      KAFKA_OPTS: '-Da=1 -Db=2',
      KAFKA_LOG4J_OPTS: '-Dlog4j.configuration=file:/own',
      KAFKA_JVM_PERFORMANCE_OPTS: '-XX:+UseG1GC',
    });
    expect(args.slice(0, 7)).toEqual([
      '-Xms1g',
      '-Xmx1g',
      '-XX:+UseG1GC',
      '-Dlog4j.configuration=file:/own',
      '-Djava.awt.headless=true',
      '-Da=1',
      '-Db=2',
    ]);
  });

  test('fails by a name that is no command, and without a class', () => {
    for (const [name, message] of [
      ['kafka-nothing.sh', 'kafka-nothing.sh: no such command of Kafka\n'],
      ['kafka-run-class.sh', 'usage: kafka-run-class.sh CLASS [ARGUMENT...]\n'],
    ] as const) {
      const { status, stderr } = spawnSync(join(home, 'bin', name), { encoding: 'utf8' });
      expect({ status, message: stderr.replace('Kafka 4\n', 'Kafka\n') }).toEqual({ status: 64, message });
    }
  });
});
