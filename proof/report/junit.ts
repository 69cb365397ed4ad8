import { formatViolation } from '../../model/violation';
import { escapeMarkup } from './markup';
import type { CheckReport, Report } from './report';

/** The report as JUnit XML: a broken promise is a failure, what could not be judged an error, what was left out is skipped. */
export function renderJunit(report: Report): string {
  const count = (verdict: CheckReport['verdict']): number =>
    report.checks.filter((check) => check.verdict === verdict).length;
  const errors = count('unjudged') + (report.notUndone.length > 0 ? 1 : 0);
  const tests = report.checks.length + (report.notUndone.length > 0 ? 1 : 0);
  const attributes = attributesOf({
    name: `cdktf-kafka proof of ${report.cluster}`,
    tests,
    failures: count('fail'),
    errors,
    skipped: count('skipped'),
    time: report.seconds,
    timestamp: report.startedAt,
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<testsuites>',
    `  <testsuite ${attributes}>`,
    `    <properties><property name="seed" value="${report.seed}"/></properties>`,
    ...report.checks.map((check) => testCase(report.cluster, check)),
    ...(report.notUndone.length === 0
      ? []
      : [
          testCase(report.cluster, {
            name: 'undone',
            promise: 'everything is as it was before the proof',
            verdict: 'unjudged',
            seconds: 0,
            evidence: [],
            violations: report.notUndone,
            figures: {},
          }),
        ]),
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

function testCase(cluster: string, { name, promise, verdict, seconds, evidence, violations }: CheckReport): string {
  const text = violations.map(formatViolation).join('\n');
  const message = violations[0] === undefined ? promise : formatViolation(violations[0]);
  const result = {
    pass: [],
    fail: [
      `      <failure ${attributesOf({ message, type: violations[0]?.code ?? 'fail' })}>${escapeMarkup(text)}</failure>`,
    ],
    unjudged: [`      <error ${attributesOf({ message, type: 'unjudged' })}>${escapeMarkup(text)}</error>`],
    skipped: [`      <skipped ${attributesOf({ message: evidence.join('; ') })}/>`],
  }[verdict];
  return [
    `    <testcase ${attributesOf({ name: `${name}: ${promise}`, classname: `proof.${cluster}`, time: seconds })}>`,
    ...result,
    `      <system-out>${escapeMarkup(evidence.join('\n'))}</system-out>`,
    '    </testcase>',
  ].join('\n');
}

function attributesOf(attributes: Readonly<Record<string, string | number>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => `${name}="${escapeMarkup(String(value)).replaceAll('\n', '&#10;')}"`)
    .join(' ');
}
