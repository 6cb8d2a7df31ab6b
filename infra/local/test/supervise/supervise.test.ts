import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import t from 'tap';
import { extractErrorMessage } from '../../src/supervise/important-line.ts';
import { LogFile } from '../../src/supervise/log-file.ts';
import { getRestartDelayMs } from '../../src/supervise/restart-delay.ts';

t.test('a log file has a limited size on disk and keeps its last lines in memory', async (t) => {
  const logPath = join(t.testdir(), 'logs', 'x.log');
  const logFile = new LogFile(logPath);
  const megabyteLine = 'x'.repeat(1024 * 1024);
  for (let index = 0; index < 14; index += 1) logFile.write(megabyteLine);
  for (let index = 0; index < 30; index += 1) logFile.write(`line ${index}`);
  logFile.close();
  logFile.write('too late');
  t.ok(statSync(logPath).size < 7e6);
  t.ok(statSync(`${logPath}.1`).size < 7e6);
  t.match(logFile.lastLines(), /^line 10\n.*line 29$/s);
  t.notMatch(readFileSync(logPath, 'utf8'), 'too late');
});

t.test("only the errors in a service's log are printed on the terminal, as plain text", async (t) => {
  t.equal(extractErrorMessage('{"level":50,"msg":"no bus","err":{"message":"refused"}}'), 'no bus: refused');
  t.equal(extractErrorMessage('{"level":30,"msg":"listening"}'), undefined);
  t.equal(extractErrorMessage('LOG: checkpoint'), undefined);
  t.equal(extractErrorMessage('{"level":50'), undefined);
});

t.test('the delay before a restart doubles after each failure, up to ten seconds', async (t) => {
  t.same([1, 2, 3, 6, 7, 50].map(getRestartDelayMs), [200, 400, 800, 6_400, 10_000, 10_000]);
});
