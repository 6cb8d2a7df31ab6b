import { isPortFree } from '@kcs/private-servers';
import t from 'tap';
import { LocalStart, UP, WITHOUT_SERVERS } from '../fixtures/local-start.ts';

for (const [moment, env] of [
  [/Starting postgres/, {}],
  [/Applying migrations/, {}],
  [/Loading demo data/, WITHOUT_SERVERS],
  [/Starting chat-api/, WITHOUT_SERVERS],
  [/haproxy$/m, WITHOUT_SERVERS],
] as const) {
  t.test(
    `a start that is stopped at "${moment.source}" ends at once and leaves no process running`,
    async (t) => {
      const line = (await LocalStart.prepare(t)).start([], env);
      await line.prints(moment);
      const pressed = Date.now();
      line.child?.kill('SIGTERM');
      t.equal(await line.exited, 0, line.output);
      t.ok(Date.now() - pressed < 10_000);
      t.same(line.processes(), []);
      t.ok(await isPortFree(line.port));
    },
  );
}

t.test('a service that ignores SIGTERM is killed, and the stop takes less than 10 s', async (t) => {
  const line = (await LocalStart.prepare(t)).start([], {
    ...WITHOUT_SERVERS,
    IGNORES_STOP: 'realtime-gateway-2',
  });
  await line.prints(UP);
  const pressed = Date.now();
  line.child?.kill('SIGTERM');
  t.equal(await line.exited, 0);
  t.ok(Date.now() - pressed < 10_000);
  t.same(line.processes(), []);
});

t.test('if a service cannot start, the start fails and prints its last lines of output', async (t) => {
  const line = (await LocalStart.prepare(t)).start([], { ...WITHOUT_SERVERS, CRASHES: 'presence-1' });
  t.equal(await line.exited, 1);
  t.match(line.output, /presence-1 does not start.*a stand-in failure.*logs\/presence-1\.log/s);
  t.same(line.processes(), []);
});
