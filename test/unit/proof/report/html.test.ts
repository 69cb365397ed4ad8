import { renderHtml } from '../../../../proof/report/html';
import { exampleReport as report } from '../../fixtures/report';

describe('the report as a page', () => {
  const html = renderHtml(report);

  test('needs nothing beside itself', () => {
    expect(html).not.toMatch(/<script|<link|<img|\bsrc=|\burl\(|https?:/);
  });

  test('shows every check with its verdict, evidence and faults', () => {
    for (const word of ['kept', 'broken', 'not judged', 'skipped', 'seen &lt;a&gt;', '[Code] a &quot;subject&quot;']) {
      expect(html).toContain(word);
    }
  });

  test('shows the fault as a band, the outage with its length, and who led when', () => {
    expect(html).toContain('<title>broker 1 killed (leader), 7.0 s</title>');
    expect(html).toContain('nothing for 6.9 s');
    expect(html).toContain('led by broker 2, 2 in sync');
  });

  test('is drawn also where nothing was acknowledged at all', () => {
    const empty = { ...report.timeline, sends: [], partitions: [] };
    expect(renderHtml({ ...report, timeline: empty })).not.toMatch(/NaN|Infinity|undefined/);
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});
