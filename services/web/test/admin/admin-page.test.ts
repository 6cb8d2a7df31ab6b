import { fileURLToPath } from 'node:url';
import { answerAdminRequests, getChangeRequests } from '../support/answer-admin-requests.ts';
import { findLowContrastTexts } from '../support/find-low-contrast.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const SCREENSHOT_PATH = fileURLToPath(new URL('../../docs/admin.png', import.meta.url));
const ADMIN_STAGE_OPTIONS = { prepare: answerAdminRequests, context: {} };

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
      if (process.env.KCS_UPDATE_DOCS) await page.screenshot({ path: SCREENSHOT_PATH });
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
      await stage.button('Process again').click();
      await page.getByRole('status').getByText('The message has been processed.').waitFor();
      t.same(getChangeRequests(page).slice(-2), [
        ['POST /service-accounts', { name: 'library', scopes: ['users:read'] }],
        ['POST /admin/dead-letters/letter/replay', {}],
      ]);
    });
  },
);
