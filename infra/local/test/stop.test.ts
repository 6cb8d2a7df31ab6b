import { isPortFree } from '@kcs/private-servers';
import t from 'tap';
import { StartedLine, UP, WITHOUT_SERVERS } from './fixtures/started-line.ts';

for (const [moment, env] of [
  [/starting postgres/, {}],
  [/applying migrations/, {}],
  [/loading demo data/, WITHOUT_SERVERS],
  [/starting chat-api/, WITHOUT_SERVERS],
  [/haproxy$/m, WITHOUT_SERVERS],
] as const) {
  t.test(`stopped at "${moment.source}" it ends at once and leaves nothing running`, async (t) => {
    const line = (await StartedLine.prepare(t)).start([], env);
    await line.says(moment);
    const pressed = Date.now();
    line.child?.kill('SIGTERM');
    t.equal(await line.exited, 0, line.output);
    t.ok(Date.now() - pressed < 10_000);
    t.same(line.processes(), []);
    t.ok(await isPortFree(line.port));
  });
}

t.test('a service that ignores its stop is killed, and all is over within 10 s', async (t) => {
  const line = (await StartedLine.prepare(t)).start([], {
    ...WITHOUT_SERVERS,
    IGNORES_STOP: 'realtime-gateway-2',
  });
  await line.says(UP);
  const pressed = Date.now();
  line.child?.kill('SIGTERM');
  t.equal(await line.exited, 0);
  t.ok(Date.now() - pressed < 10_000);
  t.same(line.processes(), []);
});

t.test('a service that cannot start ends the start, with its last words', async (t) => {
  const line = (await StartedLine.prepare(t)).start([], { ...WITHOUT_SERVERS, CRASHES: 'presence-1' });
  t.equal(await line.exited, 1);
  t.match(line.output, /presence-1 does not start.*the moon is in the wrong house.*logs\/presence-1\.log/s);
  t.same(line.processes(), []);
});
