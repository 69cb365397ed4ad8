import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { FaultError } from '../constructs/private/fault';
import { writePrivately } from '../tools/clients/private-file';
import { messageOf } from '../tools/clients/wait';
import { renderHtml } from './html';
import { renderJunit } from './junit';
import type { Report } from './report';

/** The report for programs, for pipelines, and for people. */
const RENDERED: Readonly<Record<string, (report: Report) => string>> = {
  'report.json': (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  'junit.xml': renderJunit,
  'report.html': renderHtml,
};

/** Writes a report to a folder, in each of its forms. */
export async function writeReports(folder: string, report: Report): Promise<void> {
  try {
    for (const [name, render] of Object.entries(RENDERED)) {
      await writePrivately(join(folder, name), render(report));
    }
  } catch (error) {
    throw new FaultError({
      code: 'ReportNotWritten',
      subject: folder,
      rule: 'must take the report',
      value: messageOf(error),
      remedy: 'make room or give rights there, or give another folder by --out, and run it again',
    });
  }
}

/** Removes what an earlier proof found: the cluster is no longer the one that it was about. */
export function removeReports(folder: string): void {
  for (const name of Object.keys(RENDERED)) {
    rmSync(join(folder, name), { force: true });
  }
}
