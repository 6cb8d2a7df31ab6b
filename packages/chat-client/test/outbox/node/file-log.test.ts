import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openFileLog } from '../../../src/outbox/node/file-log.ts';

t.test('a new log file is empty, and appended lines are read when it is opened again', async (t) => {
  const path = join(t.testdir(), 'log');
  const [log, lines] = await openFileLog(path);
  t.same(lines, []);
  const durableLines: string[] = [];
  await Promise.all(['a', 'b'].map((line) => log.append(line, () => durableLines.push(line))));
  t.same(durableLines, ['a', 'b'], 'announced in order');
  t.equal(readFileSync(path, 'utf8'), 'a\nb\n');
  await log.close();
  const [again, read] = await openFileLog(path);
  t.same(read, ['a', 'b']);
  await again.close();
});

t.test('an incomplete last line is removed from a log file', async (t) => {
  const path = join(t.testdir({ log: 'a\n' }), 'log');
  appendFileSync(path, 'torn');
  const [log, lines] = await openFileLog(path);
  t.same(lines, ['a']);
  await log.append('b', () => undefined);
  t.equal(readFileSync(path, 'utf8'), 'a\nb\n');
  await log.close();
});

t.test(
  'replacing a log file waits for earlier appends, and later lines are appended to the new file',
  async (t) => {
    const path = join(t.testdir(), 'log');
    const [log] = await openFileLog(path);
    const durable: string[] = [];
    const append = (line: string) => log.append(line, () => durable.push(line));
    await Promise.all([append('a'), log.replace(() => durable.map((line) => `${line} rewritten`))]);
    await append('b');
    t.equal(readFileSync(path, 'utf8'), 'a rewritten\nb\n');
    await log.close();
  },
);
