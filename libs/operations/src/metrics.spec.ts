import { Metrics } from './metrics.js';

describe('an observer of one combination of labels', () => {
  it('says what observe says, seen in the text that is scraped', async () => {
    const BUCKETS = [0.1, 0.5];
    const seen: string[] = [];
    for (const isDirect of [true, false]) {
      const metrics = new Metrics('test');
      const histogram = metrics.histogram({ name: 'x_seconds', help: 'x', labels: ['route', 'status'] }, BUCKETS);
      histogram.observe({ route: 'other', status: '200' }, 1);
      const labels = { route: '/a', status: '200' };
      const observe = isDirect
        ? metrics.observer(histogram, labels, BUCKETS)
        : (seconds: number) => histogram.observe(labels, seconds);
      for (const seconds of [0, 0.1, 0.11, 0.5, 0.6, 7]) observe(seconds);
      const { body } = await metrics.text();
      seen.push(
        body
          .split('\n')
          .filter((line) => line.startsWith('marquee_x_seconds'))
          .toSorted()
          .join('\n'),
      );
    }
    expect(seen[0]).toBe(seen[1]);
    expect(seen[0]).toContain('marquee_x_seconds_count{process="test",route="/a",status="200"} 6');
  });
});
