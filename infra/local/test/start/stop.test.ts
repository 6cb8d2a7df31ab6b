import { isPortFree } from '@kcs/private-servers';
import t from 'tap';
import { LocalStart, RUNNING_PATTERN, WITHOUT_SERVERS } from '../fixtures/local-start.ts';

for (const [moment, env] of [
  [/Starting postgres/, {}],
  [/Applying migrations/, {}],
  [/Loading demo data/, WITHOUT_SERVERS],
  [/Starting chat-api/, WITHOUT_SERVERS],
  [/haproxy$/m, WITHOUT_SERVERS],
] as const) {
  t.test(
    `a start that is stopped after the output "${moment.source}" ends immediately and leaves no process running`,
    async (t) => {
      const localStart = (await LocalStart.prepare(t)).start([], env);
      await localStart.waitForOutput(moment);
      const ctrlCPressedAt = Date.now();
      localStart.child?.kill('SIGTERM');
      t.equal(await localStart.exited, 0, localStart.output);
      t.ok(Date.now() - ctrlCPressedAt < 10_000);
      t.same(localStart.processes(), []);
      t.ok(await isPortFree(localStart.port));
    },
  );
}

t.test('a service that ignores SIGTERM is killed, so that the stop takes less than 10 s', async (t) => {
  const localStart = (await LocalStart.prepare(t)).start([], {
    ...WITHOUT_SERVERS,
    IGNORES_STOP: 'realtime-gateway-2',
  });
  await localStart.waitForOutput(RUNNING_PATTERN);
  const ctrlCPressedAt = Date.now();
  localStart.child?.kill('SIGTERM');
  t.equal(await localStart.exited, 0);
  t.ok(Date.now() - ctrlCPressedAt < 10_000);
  t.same(localStart.processes(), []);
});

t.test(
  "if a service cannot start, the start fails and prints the service's last lines of output",
  async (t) => {
    const localStart = (await LocalStart.prepare(t)).start([], { ...WITHOUT_SERVERS, CRASHES: 'presence-1' });
    t.equal(await localStart.exited, 1);
    t.match(localStart.output, /presence-1 does not start.*a stand-in failure.*logs\/presence-1\.log/s);
    t.same(localStart.processes(), []);
  },
);
