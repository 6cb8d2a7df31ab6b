import { join } from 'node:path';
import type { TestUser } from '@kcs/testkit';
import { build } from 'esbuild';
import type { Page } from 'playwright-core';
import t from 'tap';
import { serveApplication } from '../support/serve-application.ts';
import { openBrowserContext } from './browser.ts';
import { getRunningSystem } from './system.ts';

const PAGE_ENTRY_PATH = join(import.meta.dirname, '../../page/main.tsx');
const PAGE_TIMEOUT_MS = 20_000;

t.test('a React chat room with its own socket hook works unchanged', async (t) => {
  const system = await getRunningSystem();
  const ada = await system.user({ name: 'Ada' });
  const bob = await system.user({ name: 'Bob' });
  const room = await system.room({ owner: ada, members: [bob] });
  const { outputFiles } = await build({
    entryPoints: [PAGE_ENTRY_PATH],
    bundle: true,
    write: false,
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const pageUrl = await serveApplication(t, outputFiles[0]?.text ?? '', system.frontDoor);
  const openPage = async (user: TestUser): Promise<Page> => {
    const page = await (await openBrowserContext(t)).newPage();
    page.setDefaultTimeout(PAGE_TIMEOUT_MS);
    const pageParameters = { socketUrl: system.socketUrl, roomId: room.id, token: user.token };
    await page.goto(`${pageUrl}#${new URLSearchParams(pageParameters)}`);
    await page.getByText('joined', { exact: true }).waitFor();
    return page;
  };
  const [adas, bobs] = [await openPage(ada), await openPage(bob)];
  const readMessageTexts = (page: Page) => page.getByRole('listitem').allTextContents();

  t.test('both users see each message once and in order, with its sender', async (t) => {
    for (const [page, content] of [
      [adas, 'Hello Bob'],
      [bobs, 'Hello Ada'],
      [adas, 'Goodbye'],
    ] as const) {
      await page.getByLabel('Message').fill(content);
      await page.getByRole('button', { name: 'Send' }).click();
      for (const reader of [adas, bobs]) await reader.getByText(content, { exact: true }).waitFor();
    }
    for (const page of [adas, bobs])
      t.same(await readMessageTexts(page), ['Hello Bob', 'Hello Ada', 'Goodbye']);
    const senderId = await bobs.getByText('Hello Bob').getAttribute('data-sender');
    t.equal(senderId, ada.id);
  });

  t.test('the typing indicator appears, and disappears if no further key is pressed', async (t) => {
    await bobs.getByLabel('Message').fill('thinking');
    await adas.getByText('Bob typing').waitFor();
    await adas.getByText('Bob typing').waitFor({ state: 'detached' });
    t.equal(
      await bobs.getByRole('status').textContent(),
      '',
      'a typing user does not see their own indicator',
    );
  });

  t.test('a deleted message disappears from the page', async (t) => {
    const { body } = await ada.request('GET', `/chat/rooms/${room.id}/messages?limit=1`);
    await ada.request('DELETE', `/chat/messages/${body.data[0].id}`);
    await bobs.getByText('Goodbye').waitFor({ state: 'detached' });
    t.same(await readMessageTexts(bobs), ['Hello Bob', 'Hello Ada']);
  });

  t.test('unmounting the component closes its socket', async (t) => {
    await bobs.context().close();
    const waitUntilOneUserIsOnline = () =>
      system.until(async () => (await countOnlineUsers(ada, room.id)) === 1, PAGE_TIMEOUT_MS);
    await t.resolves(waitUntilOneUserIsOnline());
  });
});

async function countOnlineUsers(user: TestUser, roomId: string): Promise<number> {
  const socket = await user.connect();
  const { count } = await socket.ask('get-room-online-users', { roomId });
  await socket.close();
  return count;
}
