import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { openFileLog } from '../../../src/outbox/node/file-log.ts';

t.test('a new log file is empty, and appended lines are read when it is opened again', async (t) => {
  const logPath = join(t.testdir(), 'log');
  const [log, lines] = await openFileLog(logPath);
  t.same(lines, []);
  const durableLines: string[] = [];
  await Promise.all(['a', 'b'].map((line) => log.append(line, () => durableLines.push(line))));
  t.same(durableLines, ['a', 'b'], 'announced in order');
  t.equal(readFileSync(logPath, 'utf8'), 'a\nb\n');
  await log.close();
  const [again, read] = await openFileLog(logPath);
  t.same(read, ['a', 'b']);
  await again.close();
});

t.test('an incomplete last line is removed from a log file', async (t) => {
  const logPath = join(t.testdir({ log: 'a\n' }), 'log');
  appendFileSync(logPath, 'torn');
  const [log, lines] = await openFileLog(logPath);
  t.same(lines, ['a']);
  await log.append('b', () => undefined);
  t.equal(readFileSync(logPath, 'utf8'), 'a\nb\n');
  await log.close();
});

t.test(
  'replacing a log file waits for earlier appends, and later lines are appended to the new file',
  async (t) => {
    const logPath = join(t.testdir(), 'log');
    const [log] = await openFileLog(logPath);
    const durableLines: string[] = [];
    const appendLine = (line: string) => log.append(line, () => durableLines.push(line));
    await Promise.all([appendLine('a'), log.replace(() => durableLines.map((line) => `${line} rewritten`))]);
    await appendLine('b');
    t.equal(readFileSync(logPath, 'utf8'), 'a rewritten\nb\n');
    await log.close();
  },
);
