import { renderJunit } from '../../../../proof/report/junit';
import { exampleReport as report, violation } from '../../fixtures/report';

describe('the report for a pipeline', () => {
  const xml = renderJunit(report);

  test('counts broken promises as failures, what was not judged as errors, and what was left out as skipped', () => {
    expect(xml).toContain('tests="4" failures="1" errors="1" skipped="1" time="20"');
    expect(xml.match(/<failure /g)).toHaveLength(1);
    expect(xml.match(/<error /g)).toHaveLength(1);
    expect(xml.match(/<skipped /g)).toHaveLength(1);
  });

  test('holds nothing that XML would take for markup', () => {
    expect(xml).toContain('[Code] a &quot;subject&quot;: must be so, got &lt;3; mend it');
    expect(xml).not.toContain('seen <a>');
  });

  test('has an error of its own for what could not be undone', () => {
    const left = renderJunit({ ...report, notUndone: [violation] });
    expect(left).toContain('tests="5" failures="1" errors="2"');
    expect(left).toContain('everything is as it was before the proof');
  });
});
