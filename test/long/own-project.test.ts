import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { edited } from '../integ/support/edited';
import { ensureCommand } from '../integ/support/packages';
import { blockWith } from '../support/shown-blocks';
import { CLIENT_PROGRAMS, copyProgram, runProgram } from './support/client-programs';
import { PackedProject } from './support/packed-project';

jest.setTimeout(15 * 60_000);

const NAME = 'pkg';
const PORTS = { scram: 15_592, mtls: 15_692, kerberos: 15_594, realm: 15_588 };
/** What each shell is asked for what `npx cdktf-kafka destroy --` may go on with. */
const SHELLS: Readonly<Record<string, readonly string[]>> = {
  bash: [
    'bash',
    '-c',
    'SOURCE; COMP_WORDS=(npx cdktf-kafka destroy --); COMP_CWORD=3; _cdktf_kafka; printf "%s\\n" "${COMPREPLY[@]}"',
  ],
  // Its own function shows words on a terminal alone.
  zsh: [
    'zsh',
    '-fc',
    'autoload -Uz compinit && compinit -u; SOURCE; _describe() { print -l -- ${(P)${@[-1]}} }; words=(npx cdktf-kafka destroy --); CURRENT=4; $_comps[npx]',
  ],
  fish: ['fish', '-c', 'SOURCE; complete -C "npx cdktf-kafka destroy --"'],
};

const { scram, mtls } = PORTS;
const project = new PackedProject(NAME, { scram, mtls, prometheus: 15_590, grafana: 15_589, console: 15_591 });
const command = project.command.bind(project);

const WELL = { exitCode: 0, errors: [] };

/** Edits the project's declaration. */
function edit(from: string | RegExp, to: string): void {
  const file = path.join(project.folder, 'main.ts');
  writeFileSync(file, edited(readFileSync(file, 'utf8'), from, to));
}

const broker = async (): Promise<string | undefined> =>
  (await project.containers()).find(({ Names }) => Names.includes(`/${NAME}-broker-1`))?.Id;

beforeAll(async () => {
  await project.removeCluster();
  await project.make(await project.pack(), '--brokers', '1');
});
afterAll(() => project.remove());

// In the order in which a person goes on.
test('an empty folder becomes a proven cluster, with monitoring and a console, by the package alone', async () => {
  const up = await command('up');
  // One broker keeps every promise but that another one takes over.
  expect(up).toMatchObject({
    exitCode: 1,
    errors: [],
    data: { cluster: NAME, changed: true, proof: { verdict: 'fail' } },
  });
  const { checks } = up.data['proof'] as {
    readonly checks: readonly { readonly name: string; readonly verdict: string }[];
  };
  expect(checks.filter(({ verdict }) => verdict === 'fail').map(({ name }) => name)).toEqual(['failover']);
  expect(checks.filter(({ verdict }) => verdict === 'pass').length).toBeGreaterThan(7);
  const running = (await project.containers()).filter(({ State }) => State === 'running').map(({ Names }) => Names[0]);
  expect(running).toEqual(
    expect.arrayContaining(['broker-1', 'zookeeper-1', 'prometheus', 'console'].map((part) => `/${NAME}-${part}`)),
  );
});

test('nothing is left to change, nothing has drifted, and what runs is told', async () => {
  expect(await command('plan', '--detailed-exitcode')).toMatchObject(WELL);
  expect(await command('drift')).toMatchObject({ ...WELL, data: { drift: { verdict: 'pass' } } });
  const status = await command('status');
  expect(status).toMatchObject({
    ...WELL,
    data: {
      cluster: NAME,
      kafka: { controller: expect.any(Number) as number, partitions: { underReplicated: [], leaderless: [] } },
      drift: { verdict: 'pass' },
    },
  });
  expect(JSON.stringify(status)).not.toContain('not there');
  expect(await command('clients')).toMatchObject(WELL);
});

test.each(['kcat', 'kafkajs', 'kafka-python', 'Java', 'franz-go'])(
  'a client of each language produces and consumes by the program and the files that the package gives: %s',
  async (client) => {
    const program = CLIENT_PROGRAMS[client];
    if (program === undefined) {
      throw new Error(`there is no ${client}`);
    }
    const place = path.join(project.folder, 'out', `client-${client}`);
    mkdirSync(place);
    copyProgram(program, place, path.join(project.folder, 'node_modules', 'cdktf-kafka', 'examples', 'clients'));
    await program.install(place);
    const files = path.join(project.folder, 'out', 'clients', 'billing');
    const { exitCode, stdout } = await runProgram(program, place, [files, 'orders', 'billing']);
    expect({ exitCode, stdout }).toEqual({ exitCode: 0, stdout: expect.stringMatching(/^two books$/m) as string });
  },
);

test('a change replaces the broker by way of the gate that is built in', async () => {
  const before = await broker();
  edit('brokers: 1,', "brokers: 1,\n  labels: { generation: '2' },");
  expect(await command('deploy')).toMatchObject({ ...WELL, data: { changed: true } });
  expect(await broker()).not.toBe(before);
  expect(readdirSync(path.join(project.folder, 'out', 'rollout'))).not.toEqual([]);
});

test('a Kerberos realm comes by an edit, with an image that the package has what it takes to make', async () => {
  edit('import { KafkaPlatform,', 'import { Authentication, KafkaPlatform, KerberosRealm, Listener, UserLogin,');
  edit(
    'const { resources }',
    `const realm = KerberosRealm.managed({ realm: 'PKG.EXAMPLE.ORG', hostPort: ${PORTS.realm} });\nconst { resources }`,
  );
  edit(
    /^ {2}scramPort: .*\n {2}mtlsPort: .*$/m,
    `  listeners: [
    Listener.published('scram', { firstHostPort: ${PORTS.scram}, authentication: Authentication.scram() }),
    Listener.published('mtls', { firstHostPort: ${PORTS.mtls}, authentication: Authentication.mutualTls() }),
    Listener.published('kerberos', { firstHostPort: ${PORTS.kerberos}, authentication: Authentication.gssapi(realm) }),
    Listener.internal('scram-internal', { port: 9094, authentication: Authentication.scram() }),
    Listener.internal('mtls-internal', { port: 9095, authentication: Authentication.mutualTls() }),
    Listener.internal('kerberos-internal', { port: 9096, authentication: Authentication.gssapi(realm) }),
  ],`,
  );
  edit(
    'app.synth();',
    "orders.grantProduce(resources.addUser('alice', { login: UserLogin.kerberos() }));\n\napp.synth();",
  );
  expect(await command('deploy')).toMatchObject({ ...WELL, data: { changed: true } });
});

test('it is proven again without a fault, alice’s keytab too', async () => {
  const { exitCode, data } = await command('proof', '--no-faults', '--only', 'cluster,logins,topics,access,drift');
  expect({ exitCode, proof: data['proof'] }).toMatchObject({ exitCode: 0, proof: { verdict: 'pass' } });
});

test('it is proven by the code that the page of the package shows', async () => {
  const code = edited(blockWith('docs/package.md', 'cdktf-kafka/proof'), 'dev.json', `${NAME}.json`);
  writeFileSync(path.join(project.folder, 'prove.mjs'), `${code}\nconsole.log(JSON.stringify(report.verdict));\n`);
  const { stdout } = await project.run('node', 'prove.mjs');
  expect(stdout).toBe('"pass"\n');
});

test('a change is made by cdktf alone, with the command of the project’s own page', async () => {
  edit('\napp.synth();', "resources.addTopic('added', { partitions: 1 });\n\napp.synth();");
  expect(await command('plan')).toMatchObject(WELL);
  const page = readFileSync(path.join(project.folder, 'README.md'), 'utf8');
  const [, shown = ''] = /`(npx --package cdktf-cli\S* cdktf deploy [^`]*)`/.exec(page) ?? [];
  const { cliConfigFile } = (
    JSON.parse(readFileSync(path.join(project.folder, 'out', 'setup.json'), 'utf8')) as {
      readonly terraform: { readonly cliConfigFile?: string };
    }
  ).terraform;
  // Where the providers were built here, the page of commands says both.
  const built = cliConfigFile === undefined ? '' : `export TF_CLI_CONFIG_FILE='${cliConfigFile}'\n`;
  const lock = cliConfigFile === undefined ? '' : ' --skip-provider-lock';
  await project.run('sh', '-ec', `${built}${shown.replace('npx', 'npx --yes')}${lock} --auto-approve`);
  expect(await command('deploy')).toMatchObject({ ...WELL, data: { changed: false } });
});

test('shells complete its words by the lines of the page', async () => {
  for (const shell of ['zsh', 'fish']) {
    await ensureCommand(shell, 'it completes words');
  }
  const home = path.join(project.folder, 'out', 'home');
  mkdirSync(home);
  const page = readFileSync(path.join(project.folder, 'node_modules', 'cdktf-kafka', 'docs', 'package.md'), 'utf8');
  const rows = [
    ...page.matchAll(/^\| \w+ \| `(npx --no cdktf-kafka completion (\w+) [^`]*)` \| .*`(source [^`]*)` \|$/gm),
  ];
  const offered = new Map<string, string>();
  for (const [, write = '', shell = '', source = ''] of rows) {
    await project.run('sh', '-ec', `export HOME='${home}'\n${write}`);
    const [program, ...rest] = SHELLS[shell] ?? [];
    const { stdout } = await project.run(
      'sh',
      '-ec',
      'HOME="$1"; shift; exec "$@"',
      'sh',
      home,
      program ?? shell,
      ...rest.map((text) => text.replace('SOURCE', source)),
    );
    offered.set(shell, stdout);
  }
  expect([...offered.keys()]).toEqual(Object.keys(SHELLS));
  for (const words of offered.values()) {
    expect(words).toContain('--volumes');
    expect(words).not.toContain('--detailed-exitcode');
  }
});

test('it goes with all that it had', async () => {
  expect(await command('destroy', '--volumes')).toMatchObject(WELL);
  expect(await project.containers()).toEqual([]);
});
