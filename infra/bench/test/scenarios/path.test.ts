import t from 'tap';
import type { Figure } from '../../src/measure/figures.ts';
import { GUIDE_PATH, measurePath, OUR_PATH } from '../../src/scenarios/path.ts';

t.test('CPU time per message is measured per process, and divided by the guide’s CPU time', async (t) => {
  const { figures, skipped } = await measurePath(
    { t, signal: new AbortController().signal, rounds: 1, scale: 0.01, say: () => {} },
    [OUR_PATH, GUIDE_PATH],
  );
  t.same(skipped, []);
  const measure = 'CPU per message, one at a time';
  const find = (wanted: Partial<Figure>) =>
    figures.find((figure) =>
      Object.entries({ measure, ...wanted }).every(([key, value]) => figure[key as keyof Figure] === value),
    );
  for (const part of ['chat-api', 'gateway', 'PostgreSQL', 'NATS', 'Redis'])
    t.ok((find({ subject: 'ours', part })?.values[0] ?? 0) > 0, part);
  for (const part of ['server', 'PostgreSQL', 'Redis'])
    t.ok((find({ subject: 'guide', part })?.values[0] ?? 0) > 0, part);
  t.ok((find({ subject: 'ours', against: 'guide' })?.values[0] ?? 0) > 0);
});
