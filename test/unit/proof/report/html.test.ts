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

  test('is moved by keys where it is wider than the screen, and each such part has a name', () => {
    const cards = [...html.matchAll(/<div class="card"[^>]*>/g)].map(([card]) => card);
    expect(cards.length).toBeGreaterThan(1);
    for (const card of cards) {
      expect(card).toMatch(/ tabindex="0" role="region" aria-label="[^"]+"/);
    }
  });

  test('is drawn also where nothing was acknowledged at all', () => {
    const empty = { ...report.timeline, sends: [], partitions: [] };
    expect(renderHtml({ ...report, timeline: empty })).not.toMatch(/NaN|Infinity|undefined/);
    expect(html).not.toMatch(/NaN|Infinity|undefined/);
  });
});
