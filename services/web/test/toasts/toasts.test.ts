import type { ChatNotification } from '@kcs/contracts';
import {
  createChatState,
  createDirectRoom,
  createRoom,
  createRoomEntries,
  DIRECT_ROOM_ID,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getToastRegion = (stage: Stage) => stage.page.getByRole('log', { name: 'Notifications' });
const FAKE_CLOCK_OPTIONS = { prepare: (page: Stage['page']) => page.clock.install() };

const emitExamNotification = (stage: Stage, title: string) =>
  stage.emit('notification', { id: title, type: 'exam', title, data: {}, timestamp: '' } as ChatNotification);

stageTest(
  'a toast is added to an existing live region, so that screen readers announce it',
  'chat',
  {},
  async (t, stage) => {
    await getToastRegion(stage).waitFor({ state: 'attached' });
    t.equal(await getToastRegion(stage).getAttribute('aria-live'), 'polite');
    t.equal(await getToastRegion(stage).textContent(), '');
    await emitExamNotification(stage, 'Exam tomorrow');
    await getToastRegion(stage).getByText('Exam tomorrow').waitFor();
  },
);

stageTest(
  'a problem toast is an alert, which screen readers announce immediately',
  'chat',
  {},
  async (_, stage) => {
    await stage.emit('problem', { code: 'INTERNAL', message: 'Lost.' } as never);
    await getToastRegion(stage).getByRole('alert').waitFor();
  },
);

stageTest(
  'dismissing a toast moves the focus to the main part of the page',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    await stage.emit('problem', { code: 'INTERNAL', message: 'Lost.' } as never);
    await stage.button('Dismiss').focus();
    await stage.press('Enter');
    await stage.focused(stage.page.getByRole('main'));
  },
);

stageTest(
  'a toast disappears after seven seconds, and not before',
  'chat',
  FAKE_CLOCK_OPTIONS,
  async (t, stage) => {
    // Stop the page's clock. From here on, time passes only when the test advances the clock.
    await stage.page.clock.pauseAt(Date.now() + 60_000);
    await emitExamNotification(stage, 'Exam tomorrow');
    const toast = getToastRegion(stage).getByText('Exam tomorrow');
    await toast.waitFor();
    await stage.page.clock.runFor(6_500);
    t.equal(await toast.count(), 1);
    await stage.page.clock.runFor(1_000);
    await stage.gone(toast);
  },
);

stageTest(
  'the page shows at most three toasts, and the user can dismiss each one',
  'chat',
  {},
  async (t, stage) => {
    for (const title of ['One', 'Two', 'Three', 'Four']) await emitExamNotification(stage, title);
    await getToastRegion(stage).getByText('Four').waitFor();
    t.strictSame(await getToastRegion(stage).locator('.toast').allTextContents(), ['Two', 'Three', 'Four']);
    await getToastRegion(stage)
      .locator('.toast', { hasText: 'Three' })
      .getByRole('button', { name: 'Dismiss' })
      .click();
    await stage.gone(getToastRegion(stage).getByText('Three'));
    t.equal(await getToastRegion(stage).locator('.toast').count(), 2);
  },
);

stageTest(
  "toasts appear at the top of the timeline, beside the members panel, and opening a toast's room removes the toast",
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({ rooms: createRoomEntries(createRoom(), createDirectRoom()) }),
  },
  async (t, stage) => {
    const notification = { id: 'n', type: 'exam', title: 'Exam tomorrow', timestamp: '' };
    await stage.emit('notification', { ...notification, data: { roomId: DIRECT_ROOM_ID } } as never);
    const toast = getToastRegion(stage).locator('.toast');
    await toast.waitFor();
    const measureElementBox = (selector: string) => stage.page.locator(selector).boundingBox();
    const [box, timeline, panel] = [
      await toast.boundingBox(),
      await measureElementBox('.timeline'),
      await measureElementBox('.members'),
    ];
    if (!box || !timeline || !panel)
      return t.fail('the toast, the timeline, and the members panel are visible');
    t.ok(box.y >= timeline.y && box.y + box.height < timeline.y + timeline.height / 3);
    t.ok(box.x + box.width <= panel.x);
    await stage.page.getByRole('link', { name: 'Ben Okri' }).click();
    await stage.gone(toast);
  },
);
