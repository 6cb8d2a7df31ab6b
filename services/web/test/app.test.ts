import type { Page } from 'playwright-core';
import { answerRequestsWithSampleData } from './support/answer-requests.ts';
import { delayStorage } from './support/delay-storage.ts';
import { createChatState, GROUP_ID } from './support/sample-data.ts';
import { type Stage, stageTest } from './support/stage.ts';

const ISOLATED_CONTEXT_OPTIONS = { prepare: answerRequestsWithSampleData, context: {} };

async function logIn(page: Page, name: string): Promise<void> {
  await page.getByLabel('Email').fill(`${name}@school.example`);
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

async function logInAndOpenRoom({ page }: Stage, name: string): Promise<void> {
  await logIn(page, name);
  await page.getByRole('link', { name: 'Class 7b' }).click();
  await page.getByLabel('Message', { exact: true }).waitFor();
}

const readMessageFieldText = ({ page }: Stage) => page.getByLabel('Message', { exact: true }).inputValue();

async function logOut({ page }: Stage): Promise<void> {
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Email').waitFor();
}

/** Removes from `stage.problems` the errors that occur only because no server is running. */
const ignoreMissingServerErrors = (stage: Stage): void => {
  const remainingProblems = stage.problems.filter(
    (problem) => !/Failed to load resource|WebSocket/.test(problem),
  );
  stage.problems.splice(0, stage.problems.length, ...remainingProblems);
};

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

/** Functions that run in the page. Each one disables features that a browser may lack or block. */
const BROWSER_RESTRICTIONS = {
  'local storage throws': () => {
    Object.defineProperty(window, 'localStorage', {
      get: () => {
        throw new DOMException('Blocked', 'SecurityError');
      },
    });
  },
  'session storage throws': () => {
    Object.defineProperty(window, 'sessionStorage', {
      get: () => {
        throw new DOMException('Blocked', 'SecurityError');
      },
    });
  },
  'there is no storage': () => {
    for (const name of ['localStorage', 'sessionStorage', 'indexedDB', 'BroadcastChannel']) {
      Object.defineProperty(window, name, { value: null });
    }
    Object.defineProperty(Navigator.prototype, 'locks', { value: undefined });
  },
  'the storage is full': () => {
    Storage.prototype.setItem = () => {
      throw new DOMException('Full', 'QuotaExceededError');
    };
  },
  'locks, channels, and media queries throw': () => {
    const throwSecurityError = () => {
      throw new DOMException('Blocked', 'SecurityError');
    };
    Object.assign(window, { BroadcastChannel: throwSecurityError, matchMedia: throwSecurityError });
    LockManager.prototype.request = () => Promise.reject(new DOMException('Blocked', 'SecurityError'));
  },
} as const;

for (const [refusal, refuse] of Object.entries(BROWSER_RESTRICTIONS)) {
  stageTest(
    `a user can log in and write a message if ${refusal}`,
    'app',
    {
      context: {},
      async prepare(page) {
        await answerRequestsWithSampleData(page);
        await page.addInitScript(refuse);
      },
    },
    async (t, stage) => {
      await logInAndOpenRoom(stage, 'ada');
      await stage.page.getByLabel('Message', { exact: true }).fill('Hello');
      await stage.page.getByRole('button', { name: /Switch to the .* theme/ }).click();
      await stage.press('Enter');
      t.equal(await readMessageFieldText(stage), 'Hello');
      await stage.page.getByLabel('Message', { exact: true }).press('Enter');
      await stage.page.locator('.row-pending').getByText('Hello').waitFor();
      t.notOk(await stage.page.getByText('could not be saved').isVisible());
      ignoreMissingServerErrors(stage);
    },
  );
}

stageTest(
  "if the browser's storage is full, the page says that the user must log in again after a reload",
  'app',
  {
    context: {},
    async prepare(page) {
      await answerRequestsWithSampleData(page);
      await page.addInitScript(BROWSER_RESTRICTIONS['the storage is full']);
    },
  },
  async (_, stage) => {
    await logIn(stage.page, 'ada');
    await stage.page.getByText('You will have to log in again after a reload.').waitFor();
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
  'the page works in a browser that has no library functions newer than ES2022',
  'app',
  {
    context: {},
    async prepare(page) {
      await answerRequestsWithSampleData(page);
      await page.addInitScript(removeFunctionsNewerThanEs2022);
    },
  },
  async (t, stage) => {
    t.equal(await stage.page.evaluate(() => 'toSorted' in Array.prototype), false);
    await logInAndOpenRoom(stage, 'ada');
    await stage.page.getByRole('complementary', { name: 'Members' }).waitFor();
    await stage.page.getByLabel('Message', { exact: true }).fill('Hello');
    await stage.page.getByLabel('Message', { exact: true }).press('Enter');
    await stage.page.locator('.row-pending').getByText('Hello').waitFor();
    ignoreMissingServerErrors(stage);
  },
);

/** Runs in the page. Removes the JavaScript library functions that are newer than ES2022. */
function removeFunctionsNewerThanEs2022(): void {
  const newerFunctionOwnersAndNames: readonly (readonly [object, string])[] = [
    ...['toSorted', 'toSpliced', 'toReversed', 'with', 'findLast', 'findLastIndex'].map(
      (name) => [Array.prototype, name] as const,
    ),
    [Array, 'fromAsync'],
    [Object, 'groupBy'],
    [Map, 'groupBy'],
    [Promise, 'withResolvers'],
    [Promise, 'try'],
    [Set.prototype, 'union'],
    [String.prototype, 'isWellFormed'],
    [String.prototype, 'toWellFormed'],
  ];
  for (const [owner, name] of newerFunctionOwnersAndNames) Reflect.deleteProperty(owner, name);
}

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

const SESSION_WITHOUT_USER = { token: 't', refreshToken: 'r', expiresAt: Number.MAX_SAFE_INTEGER };
const DAMAGED_STORAGE_ITEMS = {
  'an empty session': { 'kcs.session': '{}' },
  'a session without a name': {
    'kcs.session': JSON.stringify({ ...SESSION_WITHOUT_USER, user: { id: 'ada' } }),
  },
  'a draft without a text': {
    'kcs.session': JSON.stringify({
      ...SESSION_WITHOUT_USER,
      user: { id: 'ada', name: 'Ada', user_type: 'Teacher' },
    }),
    [`kcs.draft.ada.${GROUP_ID}`]: '{"text":5,"edits":null}',
  },
} as const;

stageTest(
  'the page starts even if its stored session or draft is incomplete or malformed',
  'app',
  ISOLATED_CONTEXT_OPTIONS,
  async (t, stage) => {
    const { page } = stage;
    for (const [name, values] of Object.entries(DAMAGED_STORAGE_ITEMS)) {
      await page.evaluate((items) => {
        sessionStorage.clear();
        for (const [key, value] of Object.entries(items)) sessionStorage.setItem(key, value);
      }, values);
      await page.reload();
      await page.evaluate(() => pageStage.mount('app', {} as never, null));
      await page.getByRole('main').first().waitFor();
      t.equal(await page.getByText('Something went wrong').count(), 0, name);
    }
    ignoreMissingServerErrors(stage);
  },
);
