import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { CuttableProxy } from '@kcs/testkit';
import t from 'tap';
import { getSharedSystem } from './shared-system.ts';

const SENDING_PROGRAM_PATH = join(import.meta.dirname, '../support/sending-process.mjs');

t.test('messages from a repeatedly killed process are stored exactly once and in order', async (t) => {
  const runningSystem = await getSharedSystem();
  const ada = await runningSystem.user();
  const room = await runningSystem.room({ owner: ada });
  const [api, sockets] = await Promise.all([
    CuttableProxy.start(runningSystem.frontDoor),
    CuttableProxy.start(runningSystem.socketUrl),
  ]);
  t.teardown(() => Promise.all([api.stop(), sockets.stop()]));
  const outboxPath = join(t.testdir(), 'outbox.jsonl');

  const startSendingProcess = async (from: number, to: number) => {
    const sendingProcess = spawn(process.execPath, [SENDING_PROGRAM_PATH], {
      env: {
        ...process.env,
        URL_OF_API: api.through(runningSystem.frontDoor),
        URL_OF_SOCKETS: sockets.through(runningSystem.socketUrl),
        TOKEN: ada.token,
        OUTBOX: outboxPath,
        ROOM: room.id,
        FROM: `${from}`,
        TO: `${to}`,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    t.teardown(() => sendingProcess.kill('SIGKILL'));
    await once(sendingProcess.stdout, 'data');
    return sendingProcess;
  };
  const listStoredMessageTexts = async (): Promise<string[]> => {
    const { body } = await ada.request('GET', `/chat/rooms/${room.id}/messages?limit=100`);
    return body.data.map((message: { content: string }) => message.content).reverse();
  };

  for (const from of [0, 20, 40]) {
    // Kill the process while some of its messages are still being sent.
    const sendingProcess = await startSendingProcess(from, from + 20);
    await runningSystem.until(async () => (await listStoredMessageTexts()).length > from);
    const exitPromise = once(sendingProcess, 'exit');
    sendingProcess.kill('SIGKILL');
    await exitPromise;
  }
  await startSendingProcess(60, 60);
  await runningSystem.until(async () => (await listStoredMessageTexts()).length >= 60, 30_000);
  t.same(
    await listStoredMessageTexts(),
    Array.from({ length: 60 }, (_, n) => `message ${n}`),
  );
});
