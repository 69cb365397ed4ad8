import { rmSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { OperationError } from '../../model/violation';
import { writePrivately } from '../../runtime/files/private-file';
import { messageOf } from '../../runtime/wait';
import { renderHtml } from './html';
import { renderJunit } from './junit';
import type { Report } from './report';

/** The report for programs, for pipelines, and for people. */
const RENDERED: Readonly<Record<string, (report: Report) => string>> = {
  'report.json': (report) => `${JSON.stringify(report, undefined, 2)}\n`,
  'junit.xml': renderJunit,
  'report.html': renderHtml,
};

/** Makes the folder for reports, before there is anything to write. */
export function makeReportFolder(folder: string): Promise<void> {
  return inFolder(folder, async () => {
    await mkdir(folder, { recursive: true });
  });
}

/** Writes a report to a folder, in each of its forms. */
export function writeReports(folder: string, report: Report): Promise<void> {
  return inFolder(folder, async () => {
    for (const [name, render] of Object.entries(RENDERED)) {
      await writePrivately(join(folder, name), render(report));
    }
  });
}

async function inFolder(folder: string, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    throw new OperationError({
      code: 'ReportNotWritten',
      subject: folder,
      rule: 'must be a folder that the report can be written to',
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
