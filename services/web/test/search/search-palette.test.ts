import {
  CLEO,
  createChatState,
  createDirectRoom,
  createMessage,
  createRoom,
  createRoomEntries,
  createSearchHit,
  createTimeline,
  createUser,
  DEE,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getSearchField = (stage: Stage) => stage.page.getByRole('combobox');
const getSearchDialog = (stage: Stage) => stage.page.getByRole('dialog', { name: 'Search' });
const getOption = (stage: Stage, name: string | RegExp) => stage.page.getByRole('option', { name });
/** Waits until the Enter key would open the search result with this text. */
const waitUntilOptionActive = (stage: Stage, text: string) =>
  stage.page.waitForFunction((wanted) => {
    const activeRowId = document.querySelector('[role="combobox"]')?.getAttribute('aria-activedescendant');
    const activeRow = activeRowId ? document.getElementById(activeRowId) : null;
    return activeRow?.ariaSelected === 'true' && activeRow.textContent?.includes(wanted);
  }, text);
const createResultPage = (items: readonly unknown[], nextCursor?: string) => ({
  items,
  hasMore: nextCursor !== undefined,
  ...(nextCursor && { nextCursor }),
});
const ROOM_ENTRIES_OF_ADA = createRoomEntries(
  createRoom({ last_message: createMessage(3) }),
  createDirectRoom(),
  createRoom({ id: 'room_choir', name: 'School choir' }),
);

stageTest(
  'a single search finds conversations, people, and messages, and the keyboard can open a found message',
  'chat',
  {
    state: createChatState({
      rooms: ROOM_ENTRIES_OF_ADA,
      timelines: { [GROUP_ID]: createTimeline([createMessage(1), createMessage(2), createMessage(3)]) },
    }),
  },
  async (t, stage) => {
    await stage.answer('api.people', { value: createResultPage([createUser(DEE), createUser(CLEO, false)]) });
    const foundHit = createSearchHit(2, { content: 'a fox', highlights: [[2, 5]] });
    await stage.answer('api.search', {
      values: [createResultPage([], 'older'), createResultPage([foundHit])],
    });
    await stage.press('Control+k');
    await stage.focused(getSearchField(stage));
    await stage.shows('Recent conversations');
    await waitUntilOptionActive(stage, 'Class 7b');
    await stage.page.keyboard.type('sch');
    await waitUntilOptionActive(stage, 'School choir');
    await getOption(stage, 'Dee Ruiz Student').waitFor();
    t.equal(await getOption(stage, /Cleo Park/).count(), 0, 'a closed account is left out');
    await getOption(stage, /Ben Okri in Class 7b.*a fox/).waitFor();
    t.equal(await stage.page.locator('mark').textContent(), 'fox');
    const searchCalls = await stage.callsTo('api.search');
    t.match(
      searchCalls.map(({ args }) => args),
      [
        ['sch', { cursor: undefined }],
        ['sch', { cursor: 'older' }],
      ],
      'the search continues after an empty page',
    );
    await getSearchDialog(stage)
      .getByRole('status')
      .getByText('Conversations: 1. People: 1. Messages: 1.')
      .waitFor({ state: 'attached' });
    await stage.press('ArrowUp');
    await waitUntilOptionActive(stage, 'a fox');
    await stage.page.evaluate(() => {
      const composingEnterEventInit = { key: 'Enter', keyCode: 229, bubbles: true };
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', composingEnterEventInit));
    });
    t.ok(await getSearchDialog(stage).isVisible(), 'the Enter key of an input method opens nothing');
    await stage.press('Enter');
    await stage.gone(getSearchDialog(stage));
    await stage.page.locator('.room-head', { hasText: 'Class 7b' }).waitFor();
    await stage.page.locator('.row-flash', { hasText: 'Message 2' }).waitFor();
  },
);

stageTest(
  'a new query cancels the search in progress, and a failed search shows the reason and can be repeated',
  'chat',
  { state: createChatState({ rooms: ROOM_ENTRIES_OF_ADA }) },
  async (t, stage) => {
    await stage.page.evaluate(() => {
      const { api } = pageStage.chat.client;
      const originalSearch = api.search;
      api.search = (q, options) => {
        if (q === 'from:')
          options?.signal?.addEventListener('abort', () => document.body.append('Canceled.'));
        return originalSearch(q, options);
      };
    });
    await stage.button('Search messages').click();
    await stage.button('from:Anna').click();
    t.equal(await getSearchField(stage).inputValue(), 'from:');
    await stage.focused(getSearchField(stage));
    await stage.answer('api.search', { held: true });
    await stage.called('api.search');
    t.strictSame(await stage.callsTo('api.people'), [], 'a search with an operator finds only messages');
    await stage.page.keyboard.type('nobody');
    await stage.shows('Canceled.');
    const searchError = { code: 'VALIDATION_FAILED', message: 'Name a person after from:.' } as const;
    await stage.answer('api.search', { error: searchError });
    await getSearchDialog(stage).getByText('Name a person after from:.', { exact: true }).waitFor();
    await stage.answer('api.search', { value: createResultPage([]) });
    await waitUntilOptionActive(stage, 'Try again');
    await stage.press('Enter');
    await stage.shows('Nothing found. Try other words.');
    await stage.press('Escape');
    await stage.gone(getSearchDialog(stage));
    await stage.focused(stage.button('Search messages'));
  },
);

stageTest(
  'on a phone, scrolling the search results loads more messages, and tapping a person opens their direct room',
  'chat',
  { state: createChatState({ rooms: ROOM_ENTRIES_OF_ADA }), viewport: { width: 390, height: 700 } },
  async (t, stage) => {
    const createSearchHits = (from: number) =>
      Array.from({ length: 20 }, (_, n) => createSearchHit(from - n, { content: `Hit ${from - n}` }));
    await stage.answer('api.search', {
      values: [createResultPage(createSearchHits(40), 'second'), createResultPage(createSearchHits(20))],
    });
    await stage.answer('api.people', {
      values: [
        createResultPage([]),
        createResultPage([createUser(DEE)], 'more'),
        createResultPage([createUser(CLEO)]),
      ],
    });
    await stage.answer('createRoom', { value: GROUP_ID });
    await stage.page.getByLabel('Search conversations and people').fill('hit');
    await stage.called('api.people');
    await stage.page.getByRole('navigation').getByRole('button', { name: 'Search messages' }).last().click();
    t.equal(await getSearchField(stage).inputValue(), 'hit');
    await getOption(stage, /Hit 40/).waitFor();
    t.equal((await stage.callsTo('api.search')).length, 1);
    await getOption(stage, /Hit 21/).scrollIntoViewIfNeeded();
    await getOption(stage, /Hit 1$/).waitFor();
    t.match(await stage.called('api.search'), ['hit', { cursor: 'second' }]);
    const { width } = (await getSearchDialog(stage).boundingBox()) ?? { width: 0 };
    t.equal(width, 390);
    await getOption(stage, 'Show more people').click();
    await getOption(stage, /Cleo Park/).click();
    await stage.gone(getSearchDialog(stage));
    t.strictSame(await stage.called('createRoom'), ['direct', [CLEO.id]]);
  },
);

const NAMESAKE_IDS = ['kim-1', 'kim-2'];
const createAccountDetails = (year: number) => ({ email: null, created_at: `${year}-05-01T08:00:00.000Z` });
stageTest(
  'search results show the role or the account creation date of people who have the same name',
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createDirectRoom({ id: 'room_1', peer: { ...DEE, user_id: 'kim-3', name: 'Kim Lee', active: true } }),
        createDirectRoom({
          id: 'room_2',
          peer: { ...CLEO, user_id: 'kim-4', name: 'Kim Lee', active: true },
        }),
      ),
    }),
  },
  async (t, stage) => {
    const namesakes = NAMESAKE_IDS.map((id, n) => ({
      ...createUser({ id, name: 'Kim Lee', user_type: 'Student' }),
      ...createAccountDetails(2020 + n),
    }));
    await stage.answer('api.people', { value: createResultPage(namesakes) });
    await stage.answer('api.search', { value: createResultPage([]) });
    await stage.press('Control+k');
    await stage.page.keyboard.type('kim');
    await getOption(stage, /May 1, 2020/).waitFor();
    const optionTexts = await stage.page.getByRole('option').allTextContents();
    t.equal(new Set(optionTexts).size, 4, optionTexts.join(', '));
  },
);
