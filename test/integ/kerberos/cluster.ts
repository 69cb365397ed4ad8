import { randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { CLIENT_FILES } from '../../../model/names/paths';
import { ensurePackages, machine } from '../../../bootstrap/packages';
import { Checkout } from '../support/checkout';
import { edited } from '../support/edited';
import { type Outcome, textOf } from '../support/outcome';
import { runTool } from '../support/tool';

export const REALM = 'KAFKA.EXAMPLE.ORG';

/** What nobody else can have written. */
export const OWN_SECRET = randomBytes(12).toString('hex');
/** A password that a user brings, with all that is special somewhere on its way. */
export const OWN_PASSWORD = `pä"ss, w\\\\o'rd=\${file:/etc/passwd:root} %{x} \\044#;: 日本🔑${OWN_SECRET}`;

const MAIN = `
import { App } from 'cdktf';
import { kerberos } from './examples/kerberos';
import { settings } from './settings';

const app = new App();
kerberos(app, settings());
app.synth();
`;

/** A user's tickets, in its folder. */
const TICKETS = 'tickets';

/** Makes kcat print all that is in the topic. */
export const READ = ['-C', '-e', '-q', '-o', 'beginning', '-t', 'orders'];

/** A cluster with a realm of its own, which all of these tests share. */
export class RealmCluster {
  public checkout!: Checkout;
  public deployed!: Outcome;

  public async start(): Promise<void> {
    await ensurePackages(
      [
        { command: 'kcat', package: 'kcat', purpose: 'it logs in beside Kafka’s own client' },
        { command: 'kinit', package: 'krb5-user', purpose: 'it gets tickets' },
        {
          command: `/usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu/sasl2/libgssapiv2.so`,
          package: 'libsasl2-modules-gssapi-mit',
          purpose: 'kcat shows tickets by it',
        },
      ],
      { machine: machine() },
    );
    this.checkout = await Checkout.make('kerberos', 21092);
    writeFileSync(this.checkout.path('main.ts'), MAIN);
    mkdirSync(this.checkout.path('out', 'secrets'), { recursive: true });
    writeFileSync(this.checkout.path('out', 'secrets', 'own.password'), `${OWN_PASSWORD}\n`, { mode: 0o600 });
    const example = this.checkout.path('examples', 'kerberos.ts');
    writeFileSync(
      example,
      edited(
        readFileSync(example, 'utf8'),
        /^.*resources\.addUser\('legacy'.*$/m,
        "$&\n  const login = UserLogin.plain({ passwordFile: 'out/secrets/own.password' });\n  orders.grantProduce(resources.addUser('own', { login }));",
      ),
    );
    this.deployed = await this.checkout.npm('deploy');
  }

  /** Where a user's files are. */
  public folderOf(user: string, from = this.checkout): string {
    return from.path('out', 'clients', user);
  }

  /** Kafka's console producer on the published listener, with properties in a user's folder. */
  public async produce(user: string, properties: string, from = this.checkout): Promise<string> {
    const folder = this.folderOf(user, from);
    const outcome = await runTool(from, {
      network: 'host',
      clientFolder: folder,
      command: [
        'env',
        `KRB5CCNAME=${path.join(folder, TICKETS)}`,
        `KAFKA_OPTS=-Djava.security.krb5.conf=${path.join(folder, CLIENT_FILES.krb5)}`,
        '/opt/kafka/bin/kafka-console-producer.sh',
        ...['--bootstrap-server', from.manifest.brokers.map(({ advertised }) => advertised['SASL']).join(',')],
        ...['--producer.config', path.join(folder, properties), '--topic', 'orders'],
        ...['--producer-property', 'max.block.ms=15000'],
      ],
      input: `by ${user}\n`,
    });
    return textOf(outcome);
  }

  /** A program that knows Kerberos by a user's files: kcat, or MIT's own. */
  public asUser(user: string, command: string, args: readonly string[], from = this.checkout): Promise<Outcome> {
    const folder = this.folderOf(user, from);
    return from.run(command, args, {
      environment: { KRB5_CONFIG: path.join(folder, CLIENT_FILES.krb5), KRB5CCNAME: path.join(folder, TICKETS) },
    });
  }

  /** What kcat says as a user, in its language or in that of Kerberos. */
  public async kcat(user: string, args: readonly string[], from = this.checkout): Promise<string> {
    return textOf(
      await this.asUser(user, 'kcat', ['-F', path.join(this.folderOf(user, from), CLIENT_FILES.kcat), ...args], from),
    );
  }

  /** The keytab of a principal of the realm, which is made there where it is missing. */
  public async keytabOf(principal: string): Promise<Buffer> {
    const script = `
    kadmin getprinc "$1" || kadmin addprinc -randkey "$1"
    rm -f /tmp/keytab
    kadmin ktadd -norandkey -k /tmp/keytab "$1" || cat /tmp/log >&2
    base64 /tmp/keytab`;
    return Buffer.from(await this.inRealm(script, principal), 'base64');
  }

  /** What a script prints beside the KDC, where `kadmin` speaks to the realm's database. */
  public async inRealm(script: string, ...args: string[]): Promise<string> {
    const head = `
    export $(tr '\\0' ' ' </proc/1/environ)
    kadmin() { kadmin.local -p nobody "$@" >/tmp/log 2>&1; }`;
    const { stdout, stderr } = await this.checkout.run('docker', [
      ...['exec', 'kerberos-kdc', 'sh', '-c', `${head}\n${script}`, 'sh', ...args],
    ]);
    expect(stderr).toBe('');
    return stdout;
  }
}
