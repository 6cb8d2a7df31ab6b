import { answerRequestsWithSampleData } from './support/answer-requests.ts';
import {
  ISOLATED_CONTEXT_OPTIONS,
  ignoreMissingServerErrors,
  logIn,
  logInAndOpenRoom,
  readMessageFieldText,
} from './support/app-page.ts';
import { GROUP_ID } from './support/sample-data.ts';
import { stageTest } from './support/stage.ts';

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
