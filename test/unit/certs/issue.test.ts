import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readAuthority } from '../../../certs/authority';
import { readStore, subjectOf } from '../../../certs/keystore';
import type { CertificatePlan, Identity } from '../../../model/certificates/identity';
import { renderPlan } from '../../../certs/plan';
import { certificatesIn } from '../../../runtime/credentials/certificate';
import { parseIssued } from '../../../runtime/credentials/issued-certificates';
import { openKeystore } from '../../../runtime/credentials/keystore';
import { violationsIn } from '../../../runtime/engine/steps';
import { type AuthorityFiles, makeAuthority } from '../../support/authority-files';
import { describeWithKeytool } from '../../support/jdk';
import { ISSUE_SCRIPT, layOutIssueScript } from '../../support/keytool-step';

jest.setTimeout(600_000);

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'issue-'));
  layOutIssueScript(at('program'));
});

afterAll(() => {
  rmSync(folder, { recursive: true });
});

/** Everything from here on is of a cluster that has nothing yet. */
function begin(): void {
  ['step', 'authority', 'stores', 'ca'].forEach((name) => {
    rmSync(at(name), { recursive: true, force: true });
  });
  mkdirSync(at('step'));
}

const at = (...segments: string[]): string => path.join(folder, ...segments);

/** A plan with one broker, signed by an authority of its own or by one that is provided. */
function planOf(provided?: AuthorityFiles, version = 1): CertificatePlan {
  const authority = {
    name: 'cluster',
    distinguishedName: 'CN=cluster-ca,OU=authorities,O=dev',
    validityDays: 3650,
  } as const;
  return {
    authorities: [{ ...authority, provided: provided && certificateOf(provided) }],
    identities: [
      {
        name: 'broker-1',
        role: 'broker',
        distinguishedName: 'CN=dev-broker-1,OU=brokers,O=dev',
        signedBy: 'cluster',
        hosts: ['dev-broker-1'],
        usages: ['serverAuth'],
        validityDays: 365,
        version,
        trusts: ['cluster'],
        locations: [{ volume: 'broker', folder: '' }],
      },
    ],
    passwords: [],
  };
}

/** With a broker, whom servers' authority signs and who trusts both, and the administrator, the other way round. */
function bothPlan(version = 1): CertificatePlan {
  const { authorities, identities, passwords } = planOf(undefined, version);
  const [authority] = authorities;
  const [broker] = identities;
  if (authority === undefined || broker === undefined) {
    throw new Error('expected a plan');
  }
  return {
    authorities: [authority, { ...authority, name: 'clients', distinguishedName: 'CN=clients-ca,O=dev' }],
    identities: [
      { ...broker, trusts: ['cluster', 'clients'] },
      {
        ...broker,
        ...{ name: 'admin', role: 'admin', distinguishedName: 'CN=admin,O=dev', signedBy: 'clients', hosts: [] },
        locations: [{ volume: 'identities', folder: 'admin' }],
      },
    ],
    passwords,
  };
}

function certificateOf({
  keystore,
  password,
}: AuthorityFiles): NonNullable<ReturnType<typeof readAuthority>['authority']> {
  const { authority } = readAuthority('CA', readFileSync(keystore), password, new Date());
  if (authority === undefined) {
    throw new Error('expected an authority');
  }
  return authority;
}

/** Runs the step, as its container would, with what is provided beside the plan. */
function issue(
  plan: CertificatePlan,
  provided?: AuthorityFiles,
  environment: Readonly<Record<string, string>> = {},
): { readonly code: number | null; readonly text: string } {
  prepare(plan, provided);
  const { status, stdout, stderr } = spawnSync('sh', command(), {
    env: environmentWith(environment),
    encoding: 'utf8',
  });
  return { code: status, text: `${stdout}${stderr}` };
}

const command = (): readonly string[] => [
  at('program', 'issue.sh'),
  ...[at('step', 'plan'), at('authority'), at('stores')],
];

const environmentWith = (environment: Readonly<Record<string, string>>): NodeJS.ProcessEnv => ({
  ...process.env,
  OWNER: `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`,
  ...environment,
});

function prepare(plan: CertificatePlan, provided?: AuthorityFiles): void {
  writeFileSync(at('step', 'plan'), renderPlan(plan));
  if (provided !== undefined) {
    const beside = at('step', 'authorities', 'cluster');
    mkdirSync(beside, { recursive: true });
    writeFileSync(path.join(beside, 'ca.pem'), certificateOf(provided).chain);
    copyFileSync(provided.keystore, path.join(beside, 'provided.p12'));
    copyFileSync(provided.passwordFile, path.join(beside, 'provided.password'));
  }
}

/** Puts programs before those of the machine, each told what it was started with; `$JAVA` is the machine's. */
function withPrograms(programs: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  rmSync(at('bin'), { recursive: true, force: true });
  mkdirSync(at('bin'));
  const java = execFileSync('sh', ['-c', 'command -v java'], { encoding: 'utf8' }).trim();
  for (const [name, text] of Object.entries(programs)) {
    const noting = `{ tr '\\0' ' ' </proc/$$/cmdline; tr '\\0' ' ' </proc/$$/environ; echo; } >>${at('bin', 'started')}`;
    writeFileSync(at('bin', name), `#!/bin/sh\n${noting}\n${text}\n`, { mode: 0o755 });
  }
  return { PATH: `${at('bin')}:${process.env['PATH'] ?? ''}`, JAVA: java };
}

/**
 * What becomes of the step when its whole process group is ended by the command that makes a file, or by the next one: whoever watches from
 * beside it may be late.
 */
async function killedOnceThereIs(file: string, plan: CertificatePlan): Promise<unknown> {
  prepare(plan);
  const text = (name: string): string => `
end() { [ ! -e '${file}' ] || kill -KILL 0; }
end
PATH=\${PATH#*:} ${name} "$@" || exit
end`;
  const programs = withPrograms({ mv: text('mv'), mkdir: text('mkdir') });
  const running = spawn('sh', command(), { env: environmentWith(programs), detached: true, stdio: 'ignore' });
  return await once(running, 'exit');
}

const password = (): string => readFileSync(at('stores', 'broker', 'store.password'), 'utf8');

const keystore = (): string => readFileSync(at('stores', 'broker', 'keystore.p12'), 'base64');

/** The broker's certificates as they lie in its store now, its own first. */
const chain = (): ReturnType<typeof openKeystore>['chain'] =>
  openKeystore(readFileSync(at('stores', 'broker', 'keystore.p12')), password(), 'broker').chain;

describeWithKeytool('an authority that is made', () => {
  beforeAll(() => {
    begin();
    expect(issue(planOf())).toMatchObject({ code: 0 });
  });

  test('issues once, and anew at a higher version, with the password that a running server has read', () => {
    const [before, first] = [password(), keystore()];
    expect(issue(planOf())).toEqual({ code: 0, text: '' });
    expect(keystore()).toBe(first);
    expect(issue(planOf(undefined, 2))).toMatchObject({ code: 0 });
    expect(keystore()).not.toBe(first);
    expect(password()).toBe(before);
  });

  test('issues anew to whom it is asked to, wherever that identity is, and to nobody else', () => {
    const plan = planOf();
    const identities = plan.identities.flatMap((identity) => [
      { ...identity, locations: ['broker', 'other'].map((volume) => ({ volume, folder: '' })) },
      { ...identity, name: 'right', locations: [{ volume: 'right', folder: '' }] },
    ]);
    const run = (renewed: string): string => issue({ ...plan, identities }, undefined, { RENEW: renewed }).text;
    run('');
    const [before, store] = [password(), keystore()];
    expect(run('broker')).toBe('');
    expect(run('broker-1,gone').match(/issued \S+/g)).toEqual(['issued broker-1']);
    expect(keystore()).not.toBe(store);
    expect(readFileSync(at('stores', 'other', 'keystore.p12'), 'base64')).toBe(keystore());
    expect(password()).toBe(before);
    expect(run('')).toBe('');
  });

  test('notes when each certificate was issued, and when it ends', () => {
    const [leaf] = chain();
    const issued = statSync(at('stores', 'broker', 'keystore.p12')).mtimeMs / 1000;
    utimesSync(at('stores', 'broker', 'keystore.p12'), issued - 86_400, issued - 86_400);
    issue(planOf());
    const [note] = parseIssued(readFileSync(at('authority', 'validity', 'certificates'), 'utf8'));
    expect(note).toMatchObject({ identity: 'broker-1' });
    const ends = new Date(leaf?.validTo ?? '').getTime() / 1000;
    expect((note?.ends ?? 0) - (note?.issued ?? 0)).toBe(365 * 86_400 - 3_600);
    expect(Math.abs((note?.ends ?? 0) - ends)).toBeLessThan(86_400 + 60);
  });

  test('fails to be exchanged for one that is provided', () => {
    const files = makeAuthority(at('ca'), 'corp');
    expect(refusalOf(files)).toContain('which has a key that was made here');
  });
});

describeWithKeytool('what several servers share', () => {
  /** In these places, in their order. */
  const shared = (...volumes: readonly string[]): CertificatePlan => {
    const plan = planOf();
    const identities = plan.identities.map((identity) => ({
      ...identity,
      locations: volumes.map((volume) => ({ volume, folder: '' })),
    }));
    return { ...plan, identities };
  };
  const file = (place: string, name = 'keystore.p12'): string => readFileSync(at('stores', place, name), 'base64');
  const noted = (): number =>
    parseIssued(readFileSync(at('authority', 'validity', 'certificates'), 'utf8'))[0]?.issued ?? 0;
  beforeEach(begin);

  test('is one for all of them when others come, with the password that one has read', () => {
    issue(shared('broker'));
    const [before, store] = [password(), keystore()];
    expect(issue(shared('another', 'broker'))).toMatchObject({ code: 0 });
    expect(keystore()).not.toBe(store);
    expect(file('another')).toBe(keystore());
    expect(password()).toBe(before);
  });

  test('is one for all of them after a renewal that was cut off', () => {
    issue(shared('broker', 'other'));
    const store = keystore();
    const cut = { RENEW: 'broker-1', ...withPrograms({ chown: 'exit 1' }) };
    expect(issue(shared('broker', 'other'), undefined, cut)).toMatchObject({ code: 1 });
    expect(issue(shared('broker', 'other'))).toMatchObject({ code: 0 });
    expect(keystore()).not.toBe(store);
    expect(file('other')).toBe(keystore());
    expect(issue(shared('broker', 'other'))).toEqual({ code: 0, text: '' });
  });

  test('is as old as it is when one alone is left, and it is renewed', () => {
    issue(shared('broker', 'other'));
    const old = Math.floor(Date.now() / 1000) - 300 * 86_400;
    utimesSync(at('authority', 'identities', 'broker-1', 'keystore.p12'), old, old);
    issue(shared('broker'));
    expect(noted()).toBe(old);
    issue(shared('broker'), undefined, { RENEW: 'broker-1' });
    expect(noted()).toBeGreaterThan(old);
  });
});

describeWithKeytool('an authority whose key is exchanged', () => {
  /** Which version it is at, and what the former one still does. */
  type At = readonly [version: number, former?: 'signs' | 'trusted'];
  const nameOf = (version: number): string => `CN=cluster-ca${version === 1 ? '' : `-${version}`},OU=authorities,O=dev`;
  /** With other users beside the administrator. */
  const planAt = ([version, former]: At, ...users: readonly string[]): CertificatePlan => {
    const plan = bothPlan();
    const authorities = plan.authorities.map((authority) =>
      authority.name === 'cluster'
        ? { ...authority, distinguishedName: nameOf(version), version, former }
        : { ...authority, version: 1 },
    );
    const admin = plan.identities.filter(({ name }) => name === 'admin');
    const others = users.flatMap((name) =>
      admin.map((each) => ({ ...each, name, locations: [{ volume: 'identities', folder: name }] })),
    );
    return { ...plan, authorities, identities: [...plan.identities, ...others] };
  };
  const go = (at: At): ReturnType<typeof issue> => issue(planAt(at));
  /** The same where no version is declared: all are at their first. */
  const goUndeclared = (): ReturnType<typeof issue> => issue(bothPlan());
  /** Cut off when the broker's certificate was issued, and the administrator's was not. */
  function cutOff(at: At): ReturnType<typeof issue> {
    const chown = 'case "$*" in *identities/admin*) exit 1 ;; esac\nPATH=${PATH#*:}; exec chown "$@"';
    return issue(planAt(at), undefined, withPrograms({ chown }));
  }
  const refusalsOf = ({ text }: ReturnType<typeof issue>): readonly string[] =>
    violationsIn(text).map(({ code }) => code);

  /** Of the servers' authority: who signs the broker, whom the broker trusts, and whom clients trust. */
  function seen(): { readonly signer: string; readonly trusted: readonly string[]; readonly ca: readonly string[] } {
    const secret = readFileSync(at('stores', 'broker', 'truststore.password'), 'utf8');
    const truststore = readStore(readFileSync(at('stores', 'broker', 'cluster-truststore.p12')), secret);
    if (typeof truststore === 'string') {
      throw new Error(truststore);
    }
    const [leaf, signer] = chain();
    expect(leaf !== undefined && signer !== undefined && leaf.verify(signer.publicKey)).toBe(true);
    return {
      signer: signer === undefined ? '' : subjectOf(signer),
      trusted: truststore.certificates.map(subjectOf).sort(),
      ca: certificatesIn(readFileSync(at('stores', 'identities', 'admin', 'ca.pem'), 'utf8')).map(subjectOf),
    };
  }

  const FIRST = { signer: nameOf(1), trusted: [nameOf(1)], ca: [nameOf(1)] };
  const ANNOUNCED = { signer: nameOf(1), trusted: [nameOf(1), nameOf(2)].sort(), ca: [nameOf(1), nameOf(2)] };
  const SIGNING = { ...ANNOUNCED, signer: nameOf(2), ca: [nameOf(2), nameOf(1)] };
  const SECOND = { signer: nameOf(2), trusted: [nameOf(2)], ca: [nameOf(2)] };

  const noted = (): string => readFileSync(at('authority', 'validity', 'authorities'), 'utf8');
  const lineOf = ([version, former]: At): string => `cluster\t${version}\t${former ?? '-'}`;
  const keyOf = (version: number): string => at('authority', 'versions', 'cluster', String(version), 'ca.p12');

  beforeEach(() => {
    begin();
    expect(go([1])).toMatchObject({ code: 0 });
  });

  test('is made and trusted, signs, and is alone, while each phase is trusted by the one before and after it', () => {
    const secret = password();
    expect(seen()).toEqual(FIRST);
    expect(noted()).toBe('cluster\t1\t-\nclients\t1\t-\n');
    for (const [phase, expected] of [
      [[2, 'signs'], ANNOUNCED],
      [[2, 'trusted'], SIGNING],
      [[2], SECOND],
    ] as const) {
      const before = keystore();
      expect(go(phase)).toMatchObject({ code: 0 });
      expect(seen()).toEqual(expected);
      expect(noted()).toBe(`${lineOf(phase)}\nclients\t1\t-\n`);
      expect(keystore()).not.toBe(before);
      expect(go(phase)).toEqual({ code: 0, text: '' });
    }
    expect(password()).toBe(secret);
    // Nobody can sign by the former key any more.
    expect(existsSync(at('authority', 'versions', 'cluster'))).toBe(false);
    expect(go([3, 'signs'])).toMatchObject({ code: 0 });
    expect(seen()).toMatchObject({ signer: nameOf(2), ca: [nameOf(2), nameOf(3)] });
  });

  test('goes back by one phase at a time, until the former one is gone', () => {
    go([2, 'signs']);
    const made = readFileSync(keyOf(2), 'base64');
    go([2, 'trusted']);
    expect(go([2, 'signs'])).toMatchObject({ code: 0 });
    expect(seen()).toEqual(ANNOUNCED);
    expect(readFileSync(keyOf(2), 'base64')).toBe(made);
    expect(go([1])).toMatchObject({ code: 0 });
    expect(seen()).toEqual(FIRST);
    expect(existsSync(keyOf(2))).toBe(false);
    expect(go([1])).toEqual({ code: 0, text: '' });
  });

  test('fails where a phase is skipped, and nothing is written', () => {
    const phases: readonly At[] = [[1], [2, 'signs'], [2, 'trusted'], [2]];
    const next = (phase: At): readonly At[] =>
      phases.filter((_, index) => Math.abs(index - phases.indexOf(phase)) > 1 || (phase === phases[3] && index === 2));
    for (const phase of phases) {
      expect(go(phase)).toMatchObject({ code: 0 });
      const before = keystore();
      for (const skipping of [...next(phase), [4, 'signs'], [3]] as const) {
        const outcome = go(skipping);
        expect([phase, skipping, outcome.code, refusalsOf(outcome)]).toEqual([
          ...[phase, skipping, 1],
          ['AuthorityPhaseSkipped'],
        ]);
      }
      expect(keystore()).toBe(before);
    }
  });

  test('of a cluster that is yet to be made has no former one', () => {
    begin();
    expect(go([2, 'signs']).text).toContain('[AuthorityPhaseSkipped] authority cluster: ');
    expect(go([2])).toMatchObject({ code: 0 });
    expect(seen()).toEqual(SECOND);
    expect(go([2])).toEqual({ code: 0, text: '' });
  });

  test('fails to be undone by declaring no version, before which nobody looks at the servers', () => {
    expect(goUndeclared()).toEqual({ code: 0, text: '' });
    go([2, 'signs']);
    const before = keystore();
    const refused = goUndeclared();
    expect(refusalsOf(refused)).toEqual(['AuthorityPhaseSkipped']);
    expect(refused.text).toContain('declare its version (authorityVersions)');
    expect(keystore()).toBe(before);
    expect(go([1])).toMatchObject({ code: 0 });
    expect(goUndeclared()).toEqual({ code: 0, text: '' });
  });

  test('signs for new users, and former ones who come back, whatever those who left were issued', () => {
    expect(issue(planAt([1], 'left', 'returning'))).toMatchObject({ code: 0 });
    for (const phase of [[2, 'signs'], [2, 'trusted'], [2]] as const) {
      expect(issue(planAt(phase))).toMatchObject({ code: 0 });
    }
    expect(issue(planAt([2], 'new', 'returning')).text.match(/^issued \S+/gm)).toEqual([
      'issued new',
      'issued returning',
    ]);
    expect(existsSync(at('stores', 'identities', 'left', 'issued'))).toBe(true);
    // Of the former one there is no key, and it signs nothing that is lost.
    expect(readdirSync(at('authority', 'former'), { recursive: true })).toEqual(['cluster', 'cluster/1.pem']);
    rmSync(at('authority', 'cluster'), { recursive: true });
    expect(refusalsOf(issue(planAt([2])))).toEqual(['AuthorityLost']);
  });

  describe('and cut off', () => {
    const made = ['authority', 'stores'];
    const kept = (phase: At, name: string): string => path.join(folder, `kept-${phase.join()}-${name}`);
    const SIGNS: At = [2, 'signs'];
    const TRUSTED: At = [2, 'trusted'];
    const views = new Map([
      [lineOf([1]), FIRST],
      [lineOf(SIGNS), ANNOUNCED],
      [lineOf(TRUSTED), SIGNING],
      [lineOf([2]), SECOND],
    ]);
    // Each phase once: keytool takes its time.
    beforeAll(() => {
      begin();
      for (const phase of [[1], SIGNS, TRUSTED] as const) {
        expect(go(phase)).toMatchObject({ code: 0 });
        made.forEach((name) => {
          cpSync(at(name), kept(phase, name), { recursive: true });
        });
      }
    });

    test.each<[At, At, At]>([
      [[1], SIGNS, TRUSTED],
      [TRUSTED, [2], [3, 'signs']],
      [TRUSTED, SIGNS, [1]],
    ])('between %j and %j fails to go on to %j, and is ended or undone', (from, to, next) => {
      for (const end of [to, from]) {
        begin();
        made.forEach((name) => {
          cpSync(kept(from, name), at(name), { recursive: true });
        });
        expect(cutOff(to)).toMatchObject({ code: 1 });
        expect(noted().split('\n').slice(0, 2)).toEqual([lineOf(to), lineOf(from)]);
        const before = keystore();
        const refused = go(next);
        expect(refusalsOf(refused)).toEqual(['AuthorityPhaseSkipped']);
        expect(refused.text).toContain('deploy one of these two to its end');
        expect(keystore()).toBe(before);
        if (end === from) {
          // Undone by halves, some are further than others all the same.
          expect(cutOff(from)).toMatchObject({ code: 1 });
          expect(refusalsOf(go(next))).toEqual(['AuthorityPhaseSkipped']);
        }
        expect(go(end)).toMatchObject({ code: 0 });
        expect(seen()).toEqual(views.get(lineOf(end)));
        expect(noted()).toBe(`${lineOf(end)}\nclients\t1\t-\n`);
        expect(go(end)).toEqual({ code: 0, text: '' });
      }
    });
  });

  test('takes the rest of the former key away where the step was killed amid that', () => {
    begin();
    for (const phase of [[1], [2, 'signs'], [2, 'trusted'], [2]] as const) {
      expect(go(phase)).toMatchObject({ code: 0 });
    }
    const gone = at('authority', 'versions', 'cluster.gone');
    mkdirSync(path.join(gone, '1'), { recursive: true });
    writeFileSync(at('authority', 'cluster', 'unsettled'), '2 trusted\n');
    expect(go([2])).toMatchObject({ code: 0 });
    expect({ gone: existsSync(gone), seen: seen() }).toEqual({ gone: false, seen: SECOND });
    expect(go([3, 'signs'])).toMatchObject({ code: 0 });
  });

  test.each(['versions/cluster/2/password', 'cluster/next', 'cluster/phase'])(
    'is exchanged by the next run, and no further, where the step was killed once there was %s',
    async (file) => {
      expect(await killedOnceThereIs(at('authority', file), planAt([2, 'signs']))).toEqual([null, 'SIGKILL']);
      expect(refusalsOf(go([2, 'trusted']))).toEqual(['AuthorityPhaseSkipped']);
      expect(go([2, 'signs'])).toMatchObject({ code: 0 });
      expect(seen()).toEqual(ANNOUNCED);
      expect(go([2, 'trusted'])).toMatchObject({ code: 0 });
      expect(seen()).toEqual(SIGNING);
    },
  );
});

describeWithKeytool('an authority that is provided', () => {
  let files: AuthorityFiles;

  beforeAll(() => {
    begin();
    files = makeAuthority(at('ca'), 'corp', { below: true });
    expect(issue(planOf(files), files).text).toContain('took the authority');
  });

  test('signs, and nothing of it is left beside the plan', () => {
    expect(chain().map(subjectOf)).toEqual([
      'CN=dev-broker-1,OU=brokers,O=dev',
      'CN=corp ca,O=Example',
      'CN=corp root,O=Example',
    ]);
    expect(existsSync(at('step', 'authorities'))).toBe(false);
  });

  test('is taken again when it was renewed, and what either has signed is trusted by who has the other', () => {
    const [leaf, authority] = chain();
    const renewed = makeAuthority(at('ca'), 'corp', { below: true, renewed: true });
    expect(issue(planOf(renewed), renewed).text).toContain('took the authority');
    const [newLeaf, newAuthority] = chain();
    expect(newAuthority?.serialNumber).not.toBe(authority?.serialNumber);
    for (const [one, signer] of [
      [leaf, newAuthority],
      [newLeaf, authority],
    ] as const) {
      expect(one !== undefined && signer !== undefined && one.verify(signer.publicKey)).toBe(true);
    }
  });

  test('fails the step when it can’t be taken again, and is taken by the next run', () => {
    const renewed = makeAuthority(at('ca'), 'corp', { below: true, renewed: true });
    const wrong = at('ca', 'wrong.password');
    writeFileSync(wrong, 'wrong password\n');
    const before = keystore();
    const { code, text } = issue(planOf(renewed), { ...renewed, passwordFile: wrong });
    expect(code).toBe(1);
    expect(text).toContain('the authority cluster could not be made or taken');
    expect(keystore()).toBe(before);
    expect(issue(planOf(renewed), renewed)).toMatchObject({ code: 0 });
    expect(keystore()).not.toBe(before);
  });

  test('fails to be exchanged for another one, or for one of the cluster’s own', () => {
    expect(refusalOf(makeAuthority(at('ca'), 'other'))).toContain('which has another key');
    expect(refusalOf(undefined)).toContain('which has another key');
  });
});

describeWithKeytool('the JVMs of the step', () => {
  beforeEach(begin);

  const started = (): readonly string[] => readFileSync(at('bin', 'started'), 'utf8').trimEnd().split('\n');

  test('are one, which is told of no password, and none where nothing is to be issued', () => {
    const programs = withPrograms({ java: 'exec "$JAVA" "$@"', keytool: 'exit 1' });
    const { code, text } = issue(bothPlan(), undefined, programs);
    expect({ code, issued: text.match(/^issued \S+/gm) }).toEqual({
      code: 0,
      issued: ['issued broker-1', 'issued admin'],
    });
    expect(started()).toHaveLength(1);
    for (const file of [
      ['authority', 'truststore.password'],
      ['authority', 'cluster', 'password'],
      ['stores', 'broker', 'store.password'],
    ]) {
      const secret = readFileSync(at(...file), 'utf8');
      expect(secret).toMatch(/^[0-9a-f]{48}$/);
      expect(`${started().join()}${text}`).not.toContain(secret);
    }
    expect(issue(bothPlan(), undefined, programs)).toEqual({ code: 0, text: '' });
    expect(started()).toHaveLength(1);
  });

  test('are one for each call where none can serve them all, and what they make is the same', () => {
    const { code, text } = issue(planOf(), undefined, withPrograms({ java: 'echo no such JVM >&2; exit 1' }));
    expect({ code, text }).toMatchObject({
      code: 0,
      text: expect.stringContaining('as none serves them all: no such JVM') as string,
    });
    expect(chain().map(subjectOf)).toEqual(['CN=dev-broker-1,OU=brokers,O=dev', 'CN=cluster-ca,OU=authorities,O=dev']);
    expect(issue(planOf())).toEqual({ code: 0, text: '' });
  });

  test('fail with what keytool said, one for each call or one for all', () => {
    for (const program of ['exit 1', 'exec "$JAVA" "$@"']) {
      begin();
      const plan = planOf();
      const identities = plan.identities.flatMap((identity) => [
        { ...identity, hosts: ['not a name'] },
        { ...identity, name: 'right', locations: [{ volume: 'right', folder: '' }] },
      ]);
      const outcome = issue({ ...plan, identities }, undefined, withPrograms({ java: program }));
      expect(outcome.code).toBe(1);
      expect(outcome.text).toContain('keytool failed:');
      expect(outcome.text).toContain('DNSName');
      expect(existsSync(at('stores', 'broker', 'issued'))).toBe(false);
      // Others are issued nevertheless, and not again.
      expect(existsSync(at('stores', 'right', 'issued'))).toBe(true);
      expect(issue(planOf())).toMatchObject({ code: 0 });
    }
  });

  test('fail the step when the one ends midway, and the next run makes what is missing', () => {
    const calls = 'for mark in "$@"; do :; done; : >"$mark"; read -r call; echo 0; exit 0';
    const { code, text } = issue(planOf(), undefined, withPrograms({ java: calls }));
    expect(code).toBe(1);
    expect(text).toContain('keytool ended before it had answered');
    expect(existsSync(at('authority', 'cluster', 'issued'))).toBe(false);
    expect(issue(planOf())).toMatchObject({ code: 0 });
    expect(chain()).toHaveLength(2);
  });

  test('take no rounds for passwords that nobody guesses, in stores that OpenSSL opens', () => {
    const files = makeAuthority(at('ca'), 'corp', { password: 'guessable' });
    const before = readFileSync(files.keystore, 'base64');
    expect(issue(planOf(files), files)).toMatchObject({ code: 0 });
    for (const [store, secret] of [
      [at('authority', 'cluster', 'ca.p12'), at('authority', 'cluster', 'password')],
      [at('authority', 'cluster', 'truststore.p12'), at('authority', 'truststore.password')],
      [at('stores', 'broker', 'keystore.p12'), at('stores', 'broker', 'store.password')],
      [at('stores', 'broker', 'cluster-truststore.p12'), at('stores', 'broker', 'truststore.password')],
    ] as const) {
      expect(readFileSync(secret, 'utf8')).toMatch(/^[0-9a-f]{48}$/);
      const { status, stderr } = spawnSync(
        'openssl',
        ['pkcs12', '-info', '-noout', '-in', store, '-passin', `file:${secret}`],
        { encoding: 'utf8' },
      );
      expect({ status, rounds: stderr.match(/Iteration \d+/g)?.filter((rounds) => rounds !== 'Iteration 1') }).toEqual({
        status: 0,
        rounds: [],
      });
    }
    // A person's password keeps its rounds.
    expect(readFileSync(files.keystore, 'base64')).toBe(before);
  });
});

describeWithKeytool('a step that is killed', () => {
  beforeEach(begin);

  test.each(['authority/cluster/issued', 'stores/broker/keystore.p12', 'stores/identities/admin/ca.pem'])(
    'once there is %s, is done by the next run, which keeps what was issued',
    async (file) => {
      expect(await killedOnceThereIs(at(file), bothPlan())).toEqual([null, 'SIGKILL']);
      const kept = existsSync(at('stores', 'broker', 'issued')) ? keystore() : undefined;
      expect(issue(bothPlan())).toMatchObject({ code: 0 });
      expect(kept ?? keystore()).toBe(keystore());
      expect(chain()).toHaveLength(2);
      expect(
        readdirSync(at('stores'), { recursive: true }).filter((name) => path.basename(String(name)) === '.new'),
      ).toEqual([]);
      expect(readFileSync(at('stores', 'identities', 'admin', 'store.password'), 'utf8')).toMatch(/^[0-9a-f]{48}$/);
      expect(issue(bothPlan())).toEqual({ code: 0, text: '' });
    },
  );
});

describeWithKeytool('a cluster that stands', () => {
  const file = (...segments: string[]): string => readFileSync(at(...segments), 'base64');
  const made = ['authority', 'stores'];
  const kept = (name: string): string => path.join(folder, `kept-${name}`);

  // Issued once: keytool takes its time.
  beforeAll(() => {
    begin();
    expect(issue(bothPlan())).toMatchObject({ code: 0 });
    made.forEach((name) => {
      renameSync(at(name), kept(name));
    });
  });

  beforeEach(() => {
    begin();
    made.forEach((name) => {
      cpSync(kept(name), at(name), { recursive: true });
    });
  });

  /** What is refused, by a look at it too, and whatever else is to be issued: neither writes anything. */
  function refusals(): readonly string[] {
    const stores = [file('stores', 'broker', 'issued'), file('stores', 'identities', 'admin', 'keystore.p12')];
    const left = readdirSync(at('authority'), { recursive: true });
    const looked = issue(bothPlan(2), undefined, { LOOK_ONLY: 'yes' });
    const outcome = issue(bothPlan(2));
    expect(outcome).toEqual(looked);
    expect(outcome.code).toBe(1);
    expect([file('stores', 'broker', 'issued'), file('stores', 'identities', 'admin', 'keystore.p12')]).toEqual(stores);
    expect(readdirSync(at('authority'), { recursive: true })).toEqual(left);
    return violationsIn(outcome.text).map(({ code, subject }) => `${code} of ${subject}`);
  }

  test.each<[string, readonly string[], readonly string[]]>([
    ['all of both', ['.'], ['cluster', 'clients']],
    ['the servers’', ['cluster'], ['cluster']],
    ['the clients’', ['clients'], ['clients']],
    ['the key of one', ['cluster/ca.p12'], ['cluster']],
    ['what says that one was made', ['clients/issued'], ['clients']],
    ['the password of one', ['clients/password'], ['clients']],
    ['the certificate of one', ['cluster/ca.pem'], ['cluster']],
    ['the truststores’ password', ['truststore.password'], ['cluster', 'clients']],
  ])('fails when its authorities are lost: %s', (_, lost, named) => {
    lost.forEach((name) => {
      rmSync(at('authority', name), { recursive: true });
    });
    mkdirSync(at('authority'), { recursive: true });
    expect(refusals()).toEqual(named.map((name) => `AuthorityLost of authority ${name}`));
  });

  test('fails when the users’ stores alone tell of an authority that is lost, and when the servers’ alone do', () => {
    rmSync(at('authority', 'clients'), { recursive: true });
    const [broker, users] = [at('stores', 'broker', 'issued'), at('stores', 'identities', 'admin', 'issued')];
    for (const [gone, kept] of [
      [broker, users],
      [users, broker],
    ] as const) {
      const content = readFileSync(gone, 'utf8');
      rmSync(gone);
      expect(issue(bothPlan())).toMatchObject({ code: 1 });
      expect(existsSync(kept)).toBe(true);
      writeFileSync(gone, content);
    }
  });

  test('fails when another cluster’s authorities lie where its own were', () => {
    made.forEach((name) => {
      rmSync(at(name), { recursive: true });
    });
    expect(issue(bothPlan())).toMatchObject({ code: 0 });
    rmSync(at('stores'), { recursive: true });
    cpSync(kept('stores'), at('stores'), { recursive: true });
    expect(refusals()).toEqual(['AuthorityLost of authority cluster', 'AuthorityLost of authority clients']);
  });

  test('makes an authority anew that was cut off before anything was issued by it', () => {
    rmSync(at('stores'), { recursive: true });
    rmSync(at('authority', 'clients', 'ca.p12'));
    expect(issue(bothPlan()).text).toContain('made the authority CN=clients-ca,O=dev');
  });

  test('looks without writing where nothing is refused', () => {
    const written = (): unknown => made.map((name) => readdirSync(at(name), { recursive: true }));
    const before = written();
    expect(issue(bothPlan(2), undefined, { LOOK_ONLY: 'yes' })).toEqual({ code: 0, text: '' });
    expect(written()).toEqual(before);
  });
});

describeWithKeytool('a password that is provided', () => {
  /** For a user beside the broker, of a version. */
  const planWith = (version: number, file?: string): CertificatePlan => ({
    ...planOf(),
    passwords: [
      { name: 'billing', version, file, locations: [{ volume: 'identities', folder: 'billing' }] },
      { name: '_console', version: 1, locations: [{ volume: 'console', folder: '' }] },
    ],
  });
  /** Runs the step with a file whose content is this. */
  function bring(content: string, version = 1): ReturnType<typeof issue> {
    mkdirSync(at('step', 'passwords'));
    writeFileSync(at('step', 'passwords', 'billing'), content);
    return issue(planWith(version, 'billing.password'));
  }
  const stored = (file: string): string => readFileSync(at('stores', 'identities', 'billing', file), 'utf8');

  beforeAll(() => {
    begin();
    // The only authority that is made.
    expect(issue(planOf())).toMatchObject({ code: 0 });
  });

  beforeEach(() => {
    rmSync(at('stores', 'identities'), { recursive: true, force: true });
    rmSync(at('authority', 'passwords'), { recursive: true, force: true });
  });

  test.each([
    ['correct horse, battery', 'correct horse, battery'],
    ['C:\\new "x"', String.raw`C:\\\\new \\"x\\"`],
    ['${file:/etc/passwd:root} %{x} $1', String.raw`\\044{file:/etc/passwd:root} %{x} \\0441`],
    ["#!=:;/*//'`&|<>~*?", "#!=:;/*//'`&|<>~*?"],
    ['päß, 日本, 🔑', 'päß, 日本, 🔑'],
  ])('is as it came, and escaped for Kafka: %j', (secret, escaped) => {
    expect(bring(`${secret}\r\n`)).toEqual({
      code: 0,
      text: expect.stringContaining('took the password of billing') as string,
    });
    expect(stored('password')).toBe(secret);
    expect(stored('password.properties')).toBe(`password=${escaped}\n`);
    expect(existsSync(at('step', 'passwords'))).toBe(false);
  });

  test('stays for its version, whatever is in the file, and is made at random where nobody brings one any more', () => {
    bring('the first of them');
    expect(bring('another one')).toEqual({ code: 0, text: '' });
    expect(stored('password')).toBe('the first of them');
    bring('another one', 2);
    expect(stored('password')).toBe('another one');
    expect(issue(planWith(2)).text).toContain('made the password of billing');
    expect(stored('password')).toMatch(/^[0-9a-f]{48}$/);
  });

  test.each([
    ['nothing', ''],
    ['a line without anything', '\n'],
    ['a control character', 'a\u0007b'],
  ])('fails when it is %s, and nothing of it is told', (_, content) => {
    const { code, text } = bring(content);
    expect(code).toBe(1);
    expect(violationsIn(text).map((each) => `${each.code} of ${each.subject}`)).toEqual([
      'PasswordIllegal of user billing',
    ]);
    expect(existsSync(at('stores', 'identities', 'billing'))).toBe(false);
  });
});

describeWithKeytool('the name of a certificate user who has left', () => {
  /** With a user among the identities, for as many days. */
  function planWith(validityDays?: number): CertificatePlan {
    const plan = planOf();
    const [broker] = plan.identities;
    const [authority] = plan.authorities;
    if (broker === undefined || authority === undefined) {
      throw new Error('expected a plan');
    }
    const alice = (days: number): Identity => ({
      ...broker,
      ...{ name: 'alice', role: 'client', distinguishedName: 'CN=alice,O=dev', signedBy: 'clients', hosts: [] },
      // Another version issues it anew.
      ...{ validityDays: days, version: days },
      locations: [{ volume: 'identities', folder: 'alice' }],
    });
    return {
      ...plan,
      authorities: [authority, { ...authority, name: 'clients', distinguishedName: 'CN=clients-ca,O=dev' }],
      identities: [broker, ...(validityDays === undefined ? [] : [alice(validityDays)])],
    };
  }

  /** What the step says of names, and whether a look at it says the same. */
  function said(
    names: readonly string[],
    allowed = 'refused',
  ): { readonly code: number | null; readonly text: string } {
    writeFileSync(at('step', 'names'), names.map((name) => `${name}\tidentities\tdev\t${allowed}\n`).join(''));
    const outcome = issue(planWith());
    expect(issue(planWith(), undefined, { LOOK_ONLY: 'yes' })).toEqual(outcome);
    rmSync(at('step', 'names'));
    return outcome;
  }

  const day = (inDays: number): string =>
    new Date(Date.now() + inDays * 86_400_000 - 3_600_000).toISOString().slice(0, 10);

  beforeAll(() => {
    begin();
    expect(issue(planWith(300))).toMatchObject({ code: 0 });
  });

  test('fails to be somebody else’s until the certificate has ended, and others’ names are as good as ever', () => {
    const { code, text } = said(['alice', 'bob']);
    expect(code).toBe(1);
    expect(violationsIn(text).map((each) => `${each.code} of ${each.subject}`)).toEqual([
      'UserNameReused of cluster dev/user alice',
    ]);
    expect(text).toContain(`got valid until ${day(300)}`);
    expect(said(['bob', 'admin'])).toEqual({ code: 0, text: '' });
  });

  test('goes through where the cluster says that nobody can have kept it', () => {
    const { code, text } = said(['alice'], 'allowed');
    expect(code).toBe(0);
    expect(text).toContain(`user alice is named like a former certificate user`);
  });

  test('fails for as long as the longest of several certificates, and when their stores are gone', () => {
    expect(issue(planWith(3))).toMatchObject({ code: 0 });
    expect(said(['alice']).text).toContain(`got valid until ${day(300)}`);
    rmSync(at('stores', 'identities', 'alice'), { recursive: true });
    expect(said(['alice']).text).toContain(`got valid until ${day(300)}`);
  });

  test('fails where the certificate was issued before ends were noted, and is free once it has ended', () => {
    expect(issue(planWith(3))).toMatchObject({ code: 0 });
    rmSync(at('authority', 'ends', 'alice'));
    expect(said(['alice']).text).toContain(`got valid until ${day(3)}`);
    const past = new Date(Date.now() - 3 * 86_400_000);
    utimesSync(at('stores', 'identities', 'alice', 'keystore.p12'), past, past);
    expect(said(['alice'])).toEqual({ code: 0, text: '' });
  });
});

describeWithKeytool('an authority that was provided and is lost', () => {
  beforeEach(begin);

  test('is taken again by who provides the same one', () => {
    const files = makeAuthority(at('ca'), 'corp');
    expect(issue(planOf(files), files)).toMatchObject({ code: 0 });
    const before = keystore();
    rmSync(at('authority'), { recursive: true });
    expect(issue(planOf(files), files).text).toContain('took the authority');
    expect(keystore()).toBe(before);
  });

  test('fails to be another one', () => {
    const files = makeAuthority(at('ca'), 'corp');
    expect(issue(planOf(files), files)).toMatchObject({ code: 0 });
    rmSync(at('authority'), { recursive: true });
    const other = makeAuthority(at('ca'), 'other');
    expect(issue(planOf(other), other).text).toContain('[AuthorityLost] authority cluster');
  });
});

/** Why an authority is not taken; everything stays as it is. */
function refusalOf(wanted: AuthorityFiles | undefined): string {
  const before = keystore();
  const { code, text } = issue(planOf(wanted), wanted);
  expect(code).toBe(1);
  expect(text).toMatch(/^\[AuthorityExchanged\] .+: .+; .+$/m);
  expect(keystore()).toBe(before);
  expect(existsSync(at('step', 'authorities'))).toBe(false);
  return text;
}

test('the script is one that a POSIX shell can read', () => {
  expect(() => execFileSync('sh', ['-n', ISSUE_SCRIPT])).not.toThrow();
});
