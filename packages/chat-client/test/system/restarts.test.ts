import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CuttableProxy, startSystem } from '@kcs/testkit';
import t from 'tap';

const PROGRAM = join(import.meta.dirname, '../support/sending-process.mjs');

t.test('messages from a repeatedly killed process are stored exactly once and in order', async (t) => {
  const system = await startSystem(t, { gateways: 1 });
  const ada = await system.user();
  const room = await system.room({ owner: ada });
  const [api, sockets] = await Promise.all([
    CuttableProxy.start(system.frontDoor),
    CuttableProxy.start(system.socketUrl),
  ]);
  t.teardown(() => Promise.all([api.stop(), sockets.stop()]));
  const outbox = join(t.testdir(), 'outbox.jsonl');

  const startProcess = async (from: number, to: number) => {
    const child = spawn(process.execPath, [PROGRAM], {
      env: {
        ...process.env,
        URL_OF_API: api.through(system.frontDoor),
        URL_OF_SOCKETS: sockets.through(system.socketUrl),
        TOKEN: ada.token,
        OUTBOX: outbox,
        ROOM: room.id,
        FROM: `${from}`,
        TO: `${to}`,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(() => child.kill('SIGKILL'));
    await once(child.stdout, 'data');
    return child;
  };
  const stored = async (): Promise<string[]> => {
    const { body } = await ada.request('GET', `/chat/rooms/${room.id}/messages?limit=100`);
    return body.data.map((message: { content: string }) => message.content).reverse();
  };

  for (const from of [0, 20, 40]) {
    // Kill the process while some of its messages are still being sent.
    const child = await startProcess(from, from + 20);
    await system.until(async () => (await stored()).length > from);
    const exited = once(child, 'exit');
    child.kill('SIGKILL');
    await exited;
  }
  await startProcess(60, 60);
  await system.until(async () => (await stored()).length >= 60, 30_000);
  t.same(
    await stored(),
    Array.from({ length: 60 }, (_, n) => `message ${n}`),
  );
});
