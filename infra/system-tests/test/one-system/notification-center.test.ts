import type { Page } from 'playwright-core';
import t from 'tap';
import { openBrowserContext } from './browser.ts';
import { getRunningSystem } from './system.ts';

const PAGE_TIMEOUT_MS = 15_000;
const CREDENTIALS = { email: 'ada@notifications.example', password: 'correct horse' };

t.test(
  'NOTIFY-8, NOTIFY-9, MENTION-6: the notification center shows documents and mentions in two windows on different gateways',
  { timeout: 120_000 },
  async (t) => {
    const system = await getRunningSystem();
    const admin = await system.admin();
    const ada = await system.user({ name: 'Ada Byron', ...CREDENTIALS });
    const ben = await system.user({ name: 'Ben Okri' });
    const room = await system.room({ owner: ada, members: [ben], name: 'Engines' });
    const account = { name: 'timetable', scopes: ['notifications:write'] };
    const { body } = await admin.request('POST', '/service-accounts', account);
    t.teardown(() => admin.request('DELETE', `/service-accounts/${body.data.id}`));
    const openWindow = async (): Promise<Page> => {
      const page = await (await openBrowserContext(t)).newPage();
      page.setDefaultTimeout(PAGE_TIMEOUT_MS);
      await page.goto(system.frontDoor);
      await page.getByLabel('Email').fill(CREDENTIALS.email);
      await page.getByLabel('Password').fill(CREDENTIALS.password);
      await page.getByRole('button', { name: 'Log in', exact: true }).click();
      await page.getByRole('button', { name: 'Notifications', exact: true }).waitFor();
      await page.getByRole('link', { name: 'Engines' }).waitFor();
      return page;
    };
    const windows = [await openWindow(), await openWindow()] as const;
    const [firstWindow, secondWindow] = windows;
    const waitForBells = async (name: string) => {
      for (const page of windows) await page.getByRole('button', { name, exact: true }).waitFor();
    };
    const openPanel = async (page: Page) => {
      await page.getByRole('button', { name: /^Notifications(,|$)/ }).click();
      return page.getByRole('dialog', { name: 'Notifications' });
    };

    const document = {
      ...{ type: 'lesson_moved', title: 'Lesson moved', body: 'Room 12', to: [{ user_id: ada.id }] },
      url: 'https://timetable.example/12',
    };
    const accepted = await ben.request('POST', '/notifications', document, {
      headers: { authorization: `Bearer ${body.data.token}` },
    });
    t.equal(accepted.status, 202);
    await waitForBells('Notifications, 1 unread');
    await ben.request('POST', `/chat/rooms/${room.id}/messages`, { content: 'Look, @Ada Byron' });
    await waitForBells('Notifications, 2 unread');

    const firstPanel = await openPanel(firstWindow);
    t.equal(
      await firstPanel.getByRole('link', { name: /Lesson moved/ }).getAttribute('href'),
      'https://timetable.example/12',
    );
    await firstPanel.getByRole('link', { name: /Ben Okri mentioned you in Engines/ }).click();
    await firstWindow.locator('[data-seq]', { hasText: 'Look, @Ada Byron' }).waitFor();
    await waitForBells('Notifications, 1 unread');

    const secondPanel = await openPanel(secondWindow);
    await secondPanel.getByRole('button', { name: 'Mark all as read' }).click();
    await waitForBells('Notifications');
    const reloadedPanel = firstWindow.getByRole('dialog', { name: 'Notifications' });
    const listedNotification = reloadedPanel.getByRole('link', { name: /Lesson moved/ });
    // Let the room load only when the panel is open.
    await firstWindow.route('**/chat/rooms?*', async (route) => {
      await listedNotification.waitFor();
      await route.continue();
    });
    await firstWindow.reload();
    await openPanel(firstWindow);
    await firstWindow.getByLabel('Message', { exact: true }).waitFor();
    t.equal(await reloadedPanel.getByText('Unread.').count(), 0);
    await reloadedPanel.getByRole('button', { name: 'Close' }).click();
    const { body: list } = await ada.request('GET', '/chat/notifications');
    t.match(list.data, [
      { type: 'mention', seen_at: String },
      { type: 'lesson_moved', seen_at: String },
    ]);
  },
);
