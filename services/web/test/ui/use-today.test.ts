import {
  createChatState,
  createMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

const MINUTE_BEFORE_MIDNIGHT = '2026-03-20T23:59:00+01:00';
const MESSAGES = [
  createMessage(1, { created_at: '2025-01-05T09:00:00+01:00' }),
  createMessage(2, { created_at: '2026-03-20T14:05:00+01:00' }),
];

stageTest(
  'dates are in English in every browser, and "Today" becomes "Yesterday" at midnight without a reload',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      rooms: createRoomEntries(createRoom({ last_message: MESSAGES[1] ?? null })),
      timelines: { [GROUP_ID]: createTimeline(MESSAGES) },
    }),
    context: { locale: 'ar-EG', timezoneId: 'Europe/Berlin' },
    prepare: (page) => page.clock.install({ time: MINUTE_BEFORE_MIDNIGHT }),
  },
  async (t, stage) => {
    const dayLines = stage.page.locator('.day-line');
    const roomTime = stage.page.locator('.room-time');
    await dayLines.getByText('Today').waitFor();
    t.strictSame(await dayLines.allTextContents(), ['January 5, 2025', 'Today']);
    t.equal((await roomTime.textContent())?.replace('\u202f', ' '), '2:05 PM');
    await stage.page.clock.runFor('02:00');
    await dayLines.getByText('Yesterday').waitFor();
    await roomTime.getByText('Yesterday').waitFor();
  },
);
