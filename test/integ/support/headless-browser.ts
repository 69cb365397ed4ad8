import { Duration } from '../../../model/units/duration';
import { type Browser, launch, type Page, type SerializedAXNode } from 'puppeteer-core';
import { bounded, until } from '../../../runtime/wait';
import { ensurePackages } from '../../../bootstrap/packages';

const CHROMIUM = '/usr/bin/chromium';

/** Longer than a page takes to show what it was answered. */
const RELOAD_MS = 20_000;

/** Chromium without a window, which reaches 127.0.0.1 and nothing else. */
export class HeadlessBrowser {
  /** Installs Chromium where it is missing. */
  public static async start(): Promise<HeadlessBrowser> {
    await ensurePackages([{ command: CHROMIUM, package: 'chromium', purpose: 'it shows pages as people see them' }]);
    const browser = await launch({
      executablePath: CHROMIUM,
      args: [
        // Tests run as root, for whom Chromium has no sandbox.
        '--no-sandbox',
        '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
      ],
    });
    return new HeadlessBrowser(browser, await browser.newPage());
  }

  private constructor(
    private readonly browser: Browser,
    private readonly page: Page,
  ) {}

  public async open(address: string): Promise<void> {
    await this.page.goto(address);
  }

  /**
   * The row, of a table on the page, that has these texts among those of its cells, when the page has come to show it. A page that asks once
   * and shows nothing where it got no answer is opened again, as people do.
   */
  public row(texts: readonly string[]): Promise<readonly string[]> {
    let opened = Date.now();
    return until(
      async () => {
        const rows = rowsOf(await this.page.accessibility.snapshot());
        const row = rows.find((cells) => texts.every((text) => cells.includes(text)));
        if (row === undefined && Date.now() - opened > RELOAD_MS) {
          opened = Date.now();
          await this.page.reload();
        }
        return row;
      },
      { within: Duration.seconds(120), awaiting: `a row with ${texts.join(', ')} at ${this.page.url()}` },
    );
  }

  /** The answer to a call that the page makes over a web socket of its host, as its own buttons do (JSON-RPC 2.0). */
  public call(socket: string, method: string, params: Readonly<Record<string, unknown>>): Promise<unknown> {
    const message = JSON.stringify({ jsonrpc: '2.0', id: 1, method, params });
    // Text, since what runs in the page is not of this program.
    const program = `new Promise((resolve, reject) => {
      const socket = new WebSocket(new URL(${JSON.stringify(socket)}, location.href.replace('http', 'ws')));
      socket.onopen = () => socket.send(${JSON.stringify(message)});
      socket.onerror = () => reject(new Error('no web socket'));
      socket.onmessage = ({ data }) => {
        const answer = JSON.parse(data);
        if (answer.id === 1) {
          socket.close();
          resolve(answer);
        }
      };
    })`;
    return bounded(this.page.evaluate(program), { within: Duration.seconds(60), awaiting: `an answer to ${method}` });
  }

  public close(): Promise<void> {
    return this.browser.close();
  }
}

/** The texts of tables' cells, row by row, as a screen reader reads them out, wherever in the page they are. */
function rowsOf(node: SerializedAXNode | null): readonly (readonly string[])[] {
  const children = node?.children ?? [];
  return node?.role === 'row'
    ? [children.filter(({ role }) => /^(grid)?cell$/.test(role)).map(({ name }) => name ?? '')]
    : children.flatMap(rowsOf);
}
