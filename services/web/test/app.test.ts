import { answerRequestsWithSampleData } from './support/answer-requests.ts';
import {
  ISOLATED_CONTEXT_OPTIONS,
  ignoreMissingServerErrors,
  logIn,
  logInAndOpenRoom,
  logOut,
  readMessageFieldText,
} from './support/app-page.ts';
import { delayStorage } from './support/delay-storage.ts';
import { createChatState, GROUP_ID } from './support/sample-data.ts';
import { type Stage, stageTest } from './support/stage.ts';

stageTest(
  "after a logout, the page shows the next user none of the previous user's data",
  'app',
  ISOLATED_CONTEXT_OPTIONS,
  async (t, stage) => {
    await logInAndOpenRoom(stage, 'ada');
    await stage.page.getByLabel('Message', { exact: true }).fill('A secret draft');
    await logOut(stage);
    t.equal(await stage.page.evaluate(() => location.hash), '', 'the address does not name the room');
    t.equal(await stage.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage })), '{}');
    await logInAndOpenRoom(stage, 'ben');
    t.equal(await readMessageFieldText(stage), '');
    await logOut(stage).catch(() => undefined);
    ignoreMissingServerErrors(stage);
  },
);

stageTest(
  'after a login, the main part of the page has the focus',
  'app',
  ISOLATED_CONTEXT_OPTIONS,
  async (_, stage) => {
    await logIn(stage.page, 'ada');
    await stage.focused(stage.page.getByRole('main'));
    ignoreMissingServerErrors(stage);
  },
);

stageTest(
  'a logout in one tab removes the draft in another tab, and that tab says why the session ended',
  'app',
  ISOLATED_CONTEXT_OPTIONS,
  async (t, stage) => {
    await stage.page.getByLabel('Stay logged in').check();
    await logInAndOpenRoom(stage, 'ada');
    await stage.page.getByLabel('Message', { exact: true }).fill('A secret draft');
    const secondTab = await stage.page.context().newPage();
    await secondTab.goto(stage.page.url().split('#')[0] ?? '');
    await secondTab.evaluate(() => localStorage.removeItem('kcs.session'));
    await stage.page.getByRole('status').getByText('another tab').waitFor();
    t.equal(await stage.page.evaluate(() => location.hash), '');
    await logInAndOpenRoom(stage, 'ada');
    t.equal(await readMessageFieldText(stage), '');
    ignoreMissingServerErrors(stage);
  },
);

/** Makes every attempt to send a message fail, so that the message stays in the chat client's outbox. */
const failMessageRequests = ({ page }: Stage) =>
  page.route('**/chat/rooms/*/messages', (route) =>
    route.request().method() === 'POST' ? route.abort() : route.fallback(),
  );

stageTest(
  'if the browser database is deleted, a new one stores the next message together with the earlier unsent ones',
  'app',
  ISOLATED_CONTEXT_OPTIONS,
  async (t, stage) => {
    await failMessageRequests(stage);
    await logInAndOpenRoom(stage, 'ada');
    const writePendingMessage = async (text: string) => {
      await stage.page.getByLabel('Message', { exact: true }).fill(text);
      await stage.page.getByLabel('Message', { exact: true }).press('Enter');
      await stage.page.locator('.row-pending', { hasText: text }).getByText('Waiting to be sent').waitFor();
    };
    await writePendingMessage('Before');
    const deletionResult = await stage.page.evaluate(
      () =>
        new Promise((resolve) => {
          const databaseDeleteRequest = indexedDB.deleteDatabase('kcs-chat-outbox');
          databaseDeleteRequest.onblocked = () => resolve('blocked');
          databaseDeleteRequest.onsuccess = () => resolve('deleted');
        }),
    );
    if (!t.equal(deletionResult, 'deleted', 'the page does not hold on to the old database')) return;
    await writePendingMessage('After');
    const storedTexts = await stage.page.evaluate(
      () =>
        new Promise<string[]>((resolve) => {
          const databaseRequest = indexedDB.open('kcs-chat-outbox');
          databaseRequest.onsuccess = () => {
            const itemsRequest = databaseRequest.result
              .transaction('messages')
              .objectStore('messages')
              .getAll();
            itemsRequest.onsuccess = () => resolve(itemsRequest.result.map(({ body }) => body.content));
          };
        }),
    );
    t.strictSame(storedTexts, ['Before', 'After']);
    ignoreMissingServerErrors(stage);
  },
);

stageTest(
  'the page appears while the browser storage hangs, and unsent messages appear once the storage has opened',
  'app',
  {
    context: {},
    async prepare(page) {
      await answerRequestsWithSampleData(page);
      await page.addInitScript(delayStorage);
    },
  },
  async (t, stage) => {
    await failMessageRequests(stage);
    await logInAndOpenRoom(stage, 'ada');
    await stage.page.getByLabel('Message', { exact: true }).fill('Stored');
    await stage.page.getByLabel('Message', { exact: true }).press('Enter');
    const pendingRow = stage.page.locator('.row-pending', { hasText: 'Stored' });
    await pendingRow.getByText('Sending').waitFor();
    t.equal(await stage.page.evaluate(() => globalThis.openStorage === undefined), false);
    await stage.page.evaluate(() => globalThis.openStorage?.());
    await pendingRow.getByText('Waiting to be sent').waitFor();
    await stage.page.evaluate(() => location.reload());
    await stage.page.waitForFunction(() => globalThis.pageStage !== undefined);
    await stage.page.evaluate(([state]) => pageStage.mount('app', state, null), [createChatState()] as const);
    await stage.page.getByRole('heading', { name: 'Class 7b', level: 1 }).waitFor();
    t.equal(await pendingRow.count(), 0);
    await stage.page.waitForFunction(() => globalThis.openStorage !== undefined);
    await stage.page.evaluate(() => globalThis.openStorage?.());
    await pendingRow.waitFor();
    ignoreMissingServerErrors(stage);
  },
);

stageTest(
  'the login page stays open when a file or a link is dropped on it',
  'app',
  ISOLATED_CONTEXT_OPTIONS,
  async (t, stage) => {
    const isDropPrevented = (selector: string, type: 'file' | 'link') =>
      stage.page.evaluate(
        ([target, dropped]) => {
          const dataTransfer = new DataTransfer();
          if (dropped === 'file') dataTransfer.items.add(new File(['x'], 'x.txt'));
          else dataTransfer.setData('text/uri-list', 'https://school.example/');
          const dropEvent = new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer });
          return !document.querySelector(target)?.dispatchEvent(dropEvent);
        },
        [selector, type] as const,
      );
    await stage.page.getByLabel('Email').waitFor();
    t.equal(await isDropPrevented('h1', 'file'), true);
    t.equal(await isDropPrevented('input', 'file'), true);
    t.equal(await isDropPrevented('h1', 'link'), true);
    t.equal(await isDropPrevented('input', 'link'), false, 'a link can be dropped into a field');
  },
);

stageTest(
  'if rendering fails, the page offers a Reload button',
  'app',
  ISOLATED_CONTEXT_OPTIONS,
  async (t, stage) => {
    await logInAndOpenRoom(stage, 'ada');
    await stage.page.evaluate((id) => {
      Array.prototype.at = () => {
        throw new Error('A fault');
      };
      // Render another room, and then no room.
      location.hash = `#/rooms/${id}x`;
      location.hash = '#/';
    }, GROUP_ID);
    const reloadButton = stage.button('Reload');
    await reloadButton.waitFor();
    t.ok(await stage.page.getByRole('heading', { name: 'Something went wrong' }).isVisible());
    stage.problems.splice(0);
  },
);
