import { findLowContrastTexts } from '../support/find-low-contrast.ts';
import {
  ADA,
  BEN,
  CLEO,
  createChatState,
  createDirectRoom,
  createMember,
  createMessage,
  createPendingMessage,
  createRoom,
  createRoomEntries,
  createRoster,
  createTimeline,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type StageOptions, stageTest } from '../support/stage.ts';

const SAMPLE_REACTIONS = [
  { emoji: '🎉', count: 2, user_ids: [ADA.id, BEN.id] },
  { emoji: '👍', count: 1, user_ids: [BEN.id] },
];
const createReplyFields = (to: number) => ({
  reply_to_id: `message-${to}`,
  reply_to: { id: `message-${to}`, sender_name: BEN.name, excerpt: 'What was said before' },
});
const FORMATTED_TEXT =
  'A **text** with `code`, https://\u0430pple.com/x, and\n\n> a quote\n\n```\ncode\n```\n\nend';
/** Eight senders, one for each hue in the design tokens. */
const SENDERS = Array.from({ length: 8 }, (_, n) => ({ id: `person-${n}`, name: `Person ${n} Name` }));
const SAMPLE_MESSAGES = [
  createMessage(1, { content: FORMATTED_TEXT, reactions: SAMPLE_REACTIONS }),
  createMessage(2, {
    ...SENT_BY_ADA,
    content: FORMATTED_TEXT,
    reactions: SAMPLE_REACTIONS,
    edited_at: new Date().toISOString(),
  }),
  createMessage(3, { ...createReplyFields(1), content: 'A reply to @Ada Byron', mentions: [ADA.id] }),
  createMessage(4, { ...SENT_BY_ADA, ...createReplyFields(1), content: 'An own reply' }),
  createMessage(5, { content: null, deleted_at: new Date().toISOString() }),
  createMessage(6, { ...SENT_BY_ADA, content: null, deleted_at: new Date().toISOString() }),
  createMessage(7, { message_type: 'system', content: 'A system message' }),
  createMessage(8, { content: Array(40).fill('a long text').join('\n') }),
  ...SENDERS.map(({ id, name }, n) => createMessage(9 + n, { sender_id: id, sender_name: name })),
];
const SENDERS_AS_MEMBERS = SENDERS.map(({ id, name }) =>
  createMember({ ...BEN, id, name } as unknown as typeof BEN, 'member'),
);
const SAMPLE_ROOM_OPTIONS: StageOptions = {
  roomId: GROUP_ID,
  viewport: { width: 1300, height: 2_600 },
  state: createChatState({
    rooms: createRoomEntries(
      createRoom({ unread_count: 3, last_seen_seq: 6, last_message: createMessage(9) }),
      createDirectRoom({ unread_count: 1 }),
    ),
    timelines: { [GROUP_ID]: createTimeline(SAMPLE_MESSAGES) },
    rosters: {
      [GROUP_ID]: createRoster([
        createMember(ADA, 'owner'),
        createMember(BEN, 'admin'),
        createMember(CLEO, 'member'),
        ...SENDERS_AS_MEMBERS,
      ]),
    },
    typing: { [GROUP_ID]: { [BEN.id]: { name: BEN.name, until: Date.now() + 60_000 } } },
    pending: {
      [GROUP_ID]: [
        createPendingMessage(),
        createPendingMessage({ clientMsgId: 'pending-2', state: 'failed', problem: 'You are muted.' }),
      ],
    },
  }),
};

for (const colorScheme of ['light', 'dark'] as const) {
  stageTest(
    `in the ${colorScheme} theme, every text in a room has enough contrast with its background`,
    'chat',
    { ...SAMPLE_ROOM_OPTIONS, context: { colorScheme } },
    async (t, stage) => {
      await stage.shows('Not sent. You are muted.');
      await stage.page.locator('[data-seq="2"]').hover();
      t.strictSame(await stage.page.evaluate(findLowContrastTexts), []);
    },
  );
}

stageTest(
  'in forced-colors mode, message bubbles have a border, and the open room and own reactions have an outline',
  'chat',
  { ...SAMPLE_ROOM_OPTIONS, context: { forcedColors: 'active' } },
  async (t, stage) => {
    await stage.shows('A reply to');
    const readStyleProperty = (selector: string, property: string) =>
      stage.page
        .locator(selector)
        .first()
        .evaluate((element, name) => getComputedStyle(element).getPropertyValue(name), property);
    const pageBackgroundColor = await readStyleProperty('body', 'background-color');
    t.equal(await readStyleProperty('[data-seq="3"] .bubble', 'border-top-style'), 'solid');
    t.not(
      await readStyleProperty('[data-seq="3"] .bubble', 'border-top-color'),
      pageBackgroundColor,
      'a bubble has a visible edge',
    );
    t.equal(await readStyleProperty('.room-open', 'outline-style'), 'solid', 'the open room is outlined');
    t.equal(
      await readStyleProperty('.reaction[aria-pressed="true"]', 'outline-style'),
      'solid',
      'own reactions are outlined',
    );
    t.equal(
      await readStyleProperty('.dot', 'forced-color-adjust'),
      'none',
      'presence dots keep their colors',
    );
  },
);

stageTest(
  'the text font is loaded from the page’s own server',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.page.evaluate(() => document.fonts.ready);
    const loadedFonts = await stage.page.evaluate(() =>
      [...document.fonts]
        .filter(({ status }) => status === 'loaded')
        .map(({ family, display }) => `${family} ${display}`),
    );
    t.strictSame([...new Set(loadedFonts)], ['Inter Variable swap']);
  },
);
