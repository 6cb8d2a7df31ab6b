import { fileURLToPath } from 'node:url';
import { answerAdminRequests, createExport, getChangeRequests } from '../support/answer-admin-requests.ts';
import { findLowContrastTexts } from '../support/find-low-contrast.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getScreenshotPath = (name: string) => fileURLToPath(new URL(`../../docs/${name}`, import.meta.url));
const ADMIN_STAGE_OPTIONS = { prepare: answerAdminRequests, context: { timezoneId: 'UTC' } };

async function logIn({ page }: Stage): Promise<void> {
  await page.getByLabel('Email').fill('grace@school.example');
  await page.getByLabel('Password').fill('correct horse');
  await page.getByRole('button', { name: 'Log in', exact: true }).click();
}

const findPageOverflow = ({ page }: Stage) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

stageTest(
  'an Admin manages the system on one page (ADMIN-10)',
  'admin',
  ADMIN_STAGE_OPTIONS,
  async (t, stage) => {
    const { page } = stage;
    await logIn(stage);
    await page.getByText('913', { exact: true }).waitFor();

    await t.test('charts show the last hour, and each chart has a table for screen readers', async (t) => {
      await page.locator('.metric-chart canvas').nth(5).waitFor();
      const figure = page.getByRole('figure', { name: 'Live connections' });
      await figure.getByText('Show as a table').press('Enter');
      const rows = await figure.getByRole('row').allInnerTexts();
      t.match(rows[0], /Time\s+gateway-1\s+gateway-2/);
      t.ok(rows.length >= 12, `${rows.length} rows`);
      t.match(rows[1], /\d+:\d+.*\s\d{3}\s+(\d{3}|–)/);
      await figure.getByText('Show as a table').press('Enter');
      if (process.env.KCS_UPDATE_DOCS) await page.screenshot({ path: getScreenshotPath('admin.png') });
    });

    await t.test('all texts have enough contrast, and no section is wider than a phone', async (t) => {
      await page.setViewportSize({ width: 360, height: 740 });
      for (const name of [
        'Users',
        'Rooms',
        'Service accounts',
        'Exports',
        'Audit log',
        'Dead letters',
        'Overview',
      ]) {
        await stage.button(name).click();
        await stage.focused(page.getByRole('heading', { name, level: 1 }));
        await page.getByRole('table').first().waitFor();
        t.same(await page.evaluate(findLowContrastTexts), [], name);
        t.equal(await findPageOverflow(stage), 0, name);
      }
      await page.setViewportSize({ width: 1300, height: 800 });
    });

    await t.test('users are created, deactivated, and logged out with the keyboard', async (t) => {
      await stage.button('Users').press('Enter');
      await stage.button('New user').press('Enter');
      for (const text of [
        'Cleo Park',
        'Tab',
        'cleo@school.example',
        'Tab',
        'Parent',
        'Tab',
        'a good password',
      ])
        await (text === 'Tab' ? stage.press('Tab') : page.keyboard.type(text));
      await stage.press('Enter');
      await page.getByRole('status').getByText('Cleo Park can log in now.').waitFor();
      await stage.button('End all sessions of Ada Byron').press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'End sessions' }).press('Enter');
      await page.getByRole('status').getByText('All sessions of Ada Byron have ended.').waitFor();
      await stage.button('Deactivate Ada Byron').press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Deactivate' }).press('Enter');
      await page.getByRole('status').getByText('Ada Byron is now deactivated.').waitFor();
      t.equal(await page.getByRole('button', { name: 'Grace Hopper' }).count(), 0, 'the own account is safe');
      t.same(getChangeRequests(page), [
        [
          'POST /users',
          ...[
            {
              ...{ name: 'Cleo Park', email: 'cleo@school.example', user_type: 'Parent' },
              password: 'a good password',
            },
          ],
        ],
        ['DELETE /users/user_ada/sessions', null],
        ['PATCH /users/user_ada', { active: false }],
      ]);
    });

    await t.test('one session of a user is ended, and data is exported, with the keyboard', async (t) => {
      await stage.button('Show the sessions of Ada Byron').press('Enter');
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('row', { name: /Firefox on Android/ }).waitFor();
      await dialog.getByRole('button', { name: /End the session/ }).press('Enter');
      await stage.focused(dialog.getByText('The session has ended.'));
      await stage.press('Escape');
      await stage.button('Export the data of Ada Byron').press('Enter');
      await page.getByRole('status').getByText('The export of Ada Byron has started.').waitFor();
      await stage.button('Rooms').press('Enter');
      await stage.button('Export the data of Class 7b').press('Enter');
      await page.getByRole('status').getByText('The export of Class 7b has started.').waitFor();
      await stage.button('Exports').press('Enter');
      await page.getByRole('row', { name: /Writing messages 1,204 60 KB/ }).waitFor();
      if (process.env.KCS_UPDATE_DOCS) {
        const clip = { x: 0, y: 0, width: 1300, height: 400 };
        await page.screenshot({ path: getScreenshotPath('admin-exports.png'), clip });
      }
      const downloadPromise = page.waitForEvent('download');
      await stage.button('Download user_ada').press('Enter');
      t.equal((await downloadPromise).suggestedFilename(), 'export_done.json');
      await page.getByRole('status').getByText('The export has been downloaded.').waitFor();
      await stage.button('Delete the export of user_ada').last().press('Enter');
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
      await page.getByRole('status').getByText('The content of the export has been removed.').waitFor();
      t.same(getChangeRequests(page).slice(-4), [
        ['DELETE /users/user_ada/sessions/sess_phone', null],
        ['POST /admin/exports', { user_id: 'user_ada' }],
        ['POST /admin/exports', { room_id: 'room_7b' }],
        ['DELETE /admin/exports/export_done', null],
      ]);
    });

    await t.test(
      'the quotas of a service account are set, and an empty field means the default',
      async (t) => {
        await stage.button('Service accounts').click();
        await stage.button('Quotas of timetable').press('Enter');
        await page.getByLabel('Documents per second').fill('20');
        await stage.press('Enter');
        await page.getByRole('status').getByText('The quotas of timetable have changed.').waitFor();
        t.same(getChangeRequests(page).at(-1), [
          'PATCH /service-accounts/svc_timetable',
          { documents_per_second: 20, documents_per_day: null, recipients_per_day: null },
        ]);
      },
    );

    await t.test('a new service token is shown once, and a dead letter can be processed again', async (t) => {
      await stage.button('Service accounts').click();
      await stage.button('New service account').click();
      await page.getByLabel('Name').fill('library');
      await page.getByLabel('users:read').check();
      await stage.button('Create').click();
      await page.getByRole('dialog').getByText('kcs_svc_shown_once').waitFor();
      await stage.button('Done').click();
      await stage.button('Dead letters').click();
      await stage.button('Process the message of timetable, 2026-01-31 08:05 again').click();
      await page.getByRole('status').getByText('The message has been processed.').waitFor();
      t.same(getChangeRequests(page).slice(-2), [
        ['POST /service-accounts', { name: 'library', scopes: ['users:read'] }],
        ['POST /admin/dead-letters/letter/replay', {}],
      ]);
    });
  },
);

stageTest(
  'the administration page keeps the Admin informed (ADMIN-10)',
  'admin',
  ADMIN_STAGE_OPTIONS,
  async (t, stage) => {
    const { page } = stage;
    const notice = page.getByRole('status');
    const answerOnce = (path: string, answer: { status: number; json: object }) =>
      page.route(`**/api/v1${path}`, (route) => route.fulfill(answer), { times: 1 });
    const fail = (code: string, message: string) => ({ success: false, error: { code, message } });
    const forgetProblems = () => void stage.problems.splice(0);
    await logIn(stage);
    await page.getByText('913', { exact: true }).waitFor();

    await t.test(
      'a list of exports stays complete when a refresh fails, and is refreshed again',
      async (t) => {
        await stage.button('Exports').click();
        await page.getByRole('row', { name: /Writing messages/ }).waitFor();
        const failedRefresh = page.waitForResponse((response) => response.status() === 503);
        await answerOnce('/admin/exports*', { status: 503, json: fail('UNAVAILABLE', 'Try again.') });
        await failedRefresh;
        const running = createExport('export_running', { status: 'completed', items: 5_000 });
        const refreshed = { success: true, data: [running], page: { has_more: false, next_cursor: null } };
        await answerOnce('/admin/exports*', { status: 200, json: refreshed });
        await page.getByRole('row', { name: /Complete 5,000/ }).waitFor();
        t.equal(await page.getByRole('row').count(), 3, 'the older export is still shown');
        forgetProblems();
      },
    );

    await t.test('a refusal is visible beside the row that caused it, also far down a list', async (t) => {
      t.equal(await notice.count(), 1, 'screen readers know the empty notice');
      await page.setViewportSize({ width: 1300, height: 220 });
      await stage.button('Users').click();
      await stage.button('Export the data of Ben Okri').scrollIntoViewIfNeeded();
      const text = '5 exports are not complete yet. Wait until one is complete, or delete one.';
      await answerOnce('/admin/exports', { status: 429, json: fail('RATE_LIMITED', text) });
      await stage.button('Export the data of Ben Okri').click();
      await notice.getByText(text).waitFor();
      const box = await notice.boundingBox();
      t.ok(box !== null && box.y >= 0 && box.y + box.height <= 220, JSON.stringify(box));
      await page.setViewportSize({ width: 1300, height: 800 });
      forgetProblems();
    });

    await t.test('the focus stays on the page when the row of a deleted dead letter disappears', async () => {
      await stage.button('Dead letters').click();
      await stage.button('Delete the message of timetable, 2026-01-31 08:05').press('Enter');
      const empty = { success: true, data: [], page: { has_more: false, next_cursor: null } };
      await answerOnce('/admin/dead-letters*', { status: 200, json: empty });
      await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).press('Enter');
      await page.getByText('No dead letters.').waitFor();
      await stage.focused(page.getByRole('main'));
    });

    await t.test('a download after the end of the session leads to the login', async () => {
      await stage.button('Exports').click();
      const refusal = { status: 401, json: fail('UNAUTHENTICATED', 'Log in first.') };
      await answerOnce('/admin/exports/export_done/content', refusal);
      await answerOnce('/auth/refresh', refusal);
      await stage.button('Download user_ada').last().click();
      await page.getByText('Your session has ended. Log in again to continue.').waitFor();
      forgetProblems();
    });
  },
);

stageTest(
  'a user who has become an Admin since the last login can open the page',
  'admin',
  ADMIN_STAGE_OPTIONS,
  async (_t, stage) => {
    const { page } = stage;
    const user = {
      id: 'user_grace',
      name: 'Grace Hopper',
      user_type: 'Teacher',
      email: 'grace@school.example',
    };
    const data = { token: 'token', refresh_token: 'refresh', expires_in: 900, user };
    await page.route('**/api/v1/auth/login', (route) => route.fulfill({ json: { success: true, data } }));
    await logIn(stage);
    await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
  },
);
