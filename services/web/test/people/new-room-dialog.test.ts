import {
  BEN,
  CLEO,
  createChatState,
  createDirectRoom,
  createRoomEntries,
  createUser,
  DEE,
  DIRECT_ROOM_ID,
  FAY,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const getDialog = (stage: Stage) => stage.page.getByRole('dialog');
const getSearchField = (stage: Stage) => getDialog(stage).getByLabel('Search people');
const getSelectedPeople = (stage: Stage) => getDialog(stage).getByRole('list', { name: 'Selected people' });
const getPersonOption = (stage: Stage, name: string) => getDialog(stage).getByRole('option', { name });
const getSubmitButton = (stage: Stage) => getDialog(stage).locator('button[type="submit"]');

async function openNewRoomDialog(stage: Stage): Promise<void> {
  await stage.answer('api.people', { value: { items: [createUser(BEN), createUser(CLEO)], hasMore: false } });
  await stage.button('New conversation').first().click();
  await stage.focused(getSearchField(stage));
}

stageTest(
  'starting a conversation with one person creates and opens a direct room',
  'chat',
  { state: createChatState({ rooms: createRoomEntries(createDirectRoom()) }) },
  async (t, stage) => {
    await openNewRoomDialog(stage);
    await getDialog(stage).getByText('Choose at least one person.').waitFor();
    t.ok(await getSubmitButton(stage).isDisabled(), 'the hint names what is missing');
    await stage.answer('createRoom', { value: DIRECT_ROOM_ID });
    await getPersonOption(stage, 'Ben Okri').click();
    await stage.button('Start chatting').click();
    await stage.gone(getDialog(stage));
    t.strictSame(await stage.called('createRoom'), ['direct', ['ben']]);
    await stage.page.locator('.room-head', { hasText: 'Ben Okri' }).waitFor();
  },
);

stageTest(
  'creating a group asks for the people and then for a name, and going back a step keeps both',
  'chat',
  {},
  async (t, stage) => {
    await openNewRoomDialog(stage);
    await getPersonOption(stage, 'Ben Okri').click();
    await getPersonOption(stage, 'Cleo Park').click();
    const readSubmitButtonTop = async () => (await getSubmitButton(stage).boundingBox())?.y;
    const submitButtonTopInFirstStep = await readSubmitButtonTop();
    await stage.button('Next').click();
    await stage.focused(getDialog(stage).getByLabel('Group name'));
    await getDialog(stage).getByText('Enter a name for the group.').waitFor();
    t.ok(await getSubmitButton(stage).isDisabled());
    await getDialog(stage).getByLabel('Group name').fill(' Class 7c ');
    await stage.button('Back').click();
    await getSelectedPeople(stage).getByText('Cleo Park').waitFor();
    await stage.button('Next').click();
    await getDialog(stage).getByLabel('Announcements: only owners and admins can post').click();
    await stage.answer('createRoom', { error: { code: 'INTERNAL', message: 'Try again.' } });
    await stage.button('Create group').click();
    await getDialog(stage).getByRole('alert').getByText('Try again.').waitFor();
    t.equal(
      await readSubmitButtonTop(),
      submitButtonTopInFirstStep,
      'neither the second step nor the problem moves the buttons',
    );
    t.strictSame(await stage.called('createRoom'), ['group', ['ben', 'cleo'], 'Class 7c', 'managers']);
  },
);

stageTest(
  'a group with a name of 200 emoji can be created with one other person',
  'chat',
  {},
  async (t, stage) => {
    await openNewRoomDialog(stage);
    await getPersonOption(stage, 'Ben Okri').click();
    await stage.button('Create a group instead').click();
    const longGroupName = '🎈'.repeat(200);
    await stage.page.keyboard.insertText(longGroupName);
    await stage.press('Enter');
    await stage.gone(getDialog(stage));
    t.strictSame(await stage.called('createRoom'), ['group', ['ben'], longGroupName, 'all']);
  },
);

stageTest('the submit button is disabled while the room is being created', 'chat', {}, async (t, stage) => {
  await openNewRoomDialog(stage);
  await stage.answer('createRoom', { held: true });
  await getPersonOption(stage, 'Ben Okri').click();
  await getSubmitButton(stage).click();
  await getDialog(stage).locator('button[type="submit"]:disabled').waitFor();
  await stage.answer('createRoom', { value: 'new-room' });
  await stage.gone(getDialog(stage));
  t.equal((await stage.callsTo('createRoom')).length, 1);
});

stageTest(
  'Enter selects the first person found, the arrow keys move through the list, and Backspace removes the last person',
  'chat',
  {},
  async (t, stage) => {
    await openNewRoomDialog(stage);
    const readSelectedNames = () => getSelectedPeople(stage).getByRole('listitem').allTextContents();
    await stage.page.keyboard.type('b');
    await stage.press('Enter');
    await getSelectedPeople(stage).getByText('Ben Okri').waitFor();
    t.equal(await getSearchField(stage).inputValue(), '', 'the field is ready for the next name');
    await stage.page.keyboard.type('b');
    await stage.press('Enter');
    await getSelectedPeople(stage).getByText('Cleo Park').waitFor();
    t.strictSame(
      await readSelectedNames(),
      ['Ben Okri', 'Cleo Park'],
      'Enter never removes a selected person',
    );
    await stage.press('Backspace');
    await stage.press('ArrowDown');
    await stage.press('ArrowDown');
    await stage.press('ArrowUp');
    await stage.press('ArrowDown');
    t.equal(
      await getSearchField(stage).getAttribute('aria-activedescendant'),
      await getPersonOption(stage, 'Cleo Park').getAttribute('id'),
    );
    await stage.press('Enter');
    await getSelectedPeople(stage).getByText('Cleo Park').waitFor();
    t.strictSame(await readSelectedNames(), ['Ben Okri', 'Cleo Park']);
    await stage.press('Backspace');
    t.strictSame(await readSelectedNames(), ['Ben Okri']);
    await stage.press('Enter');
    await stage.gone(getDialog(stage));
    t.strictSame(await stage.called('createRoom'), ['direct', ['ben']], 'Enter in the empty field submits');
  },
);

stageTest(
  'the dialog’s title and buttons stay visible even if many people are selected',
  'chat',
  { viewport: { width: 390, height: 640 } },
  async (t, stage) => {
    const twentyPupils = Array.from({ length: 20 }, (_, index) =>
      createUser({ ...BEN, id: `pupil-${index}`, name: `Pupil Number ${index}` }),
    );
    await openNewRoomDialog(stage);
    await stage.answer('api.people', { value: { items: twentyPupils, hasMore: false } });
    await stage.page.keyboard.type('pupil');
    await getPersonOption(stage, 'Pupil Number 0').waitFor();
    for (let index = 0; index < 20; index += 1) {
      await getDialog(stage).getByRole('option', { selected: false }).first().click();
    }
    t.equal(await getSelectedPeople(stage).getByRole('listitem').count(), 20);
    const isDialogScrollable = await getDialog(stage).evaluate((box) => box.scrollHeight > box.clientHeight);
    t.equal(isDialogScrollable, false);
    const pickerFieldBox = await getDialog(stage).locator('.picker-field').boundingBox();
    t.ok(pickerFieldBox && pickerFieldBox.height < 130);
  },
);

stageTest(
  'scrolling loads people until all are listed, and people with the same name have details that tell them apart',
  'chat',
  {},
  async (t, stage) => {
    const createNamesakePage = (first: number, nextCursor?: string) => ({
      items: Array.from({ length: 20 }, (_, index) =>
        createUser({ ...BEN, id: `max-${first + index}`, name: 'Max Weber' }),
      ).map((max, index) => ({ ...max, created_at: `2026-05-${10 + index}T10:00:00.000Z` })),
      hasMore: nextCursor !== undefined,
      ...(nextCursor !== undefined && { nextCursor }),
    });
    await stage.answer('api.people', { value: createNamesakePage(0, 'second') });
    await stage.button('New conversation').first().click();
    await getPersonOption(stage, 'Max Weber').first().waitFor();
    await getPersonOption(stage, 'May 14, 2026').first().waitFor();
    await stage.answer('api.people', { value: createNamesakePage(20) });
    await getDialog(stage)
      .locator('.picker-list')
      .evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await stage.gone(getDialog(stage).getByText('Loading more…'));
    t.equal(await getPersonOption(stage, 'Max Weber').count(), 40);
    t.strictSame(await stage.called('api.people'), ['', { cursor: 'second' }]);
  },
);

stageTest(
  'if a page of search results contains nobody who can be selected, the dialog loads the next page',
  'chat',
  {},
  async (_, stage) => {
    const pageOfInactivePeople = { items: [createUser(DEE, false)], hasMore: true, nextCursor: 'next' };
    await stage.answer('api.people', { value: pageOfInactivePeople });
    await stage.button('New conversation').first().click();
    await getDialog(stage).getByText('Loading more…').waitFor();
    await stage.answer('api.people', { value: { items: [createUser(FAY)], hasMore: false } });
    await getPersonOption(stage, 'Fay Wood').waitFor();
  },
);

stageTest(
  'a failed people search shows the reason, and the results leave out inactive people and the user',
  'chat',
  {},
  async (t, stage) => {
    await openNewRoomDialog(stage);
    const currentUser = { ...createUser(DEE), id: 'ada', name: 'Ada Byron' };
    await stage.answer('api.people', {
      value: { items: [currentUser, createUser(DEE, false)], hasMore: false },
    });
    await getSearchField(stage).fill('d');
    await getDialog(stage).getByText('No people found. Try another name.').waitFor();
    t.strictSame(await stage.called('api.people'), ['d', {}]);
    await stage.answer('api.people', { error: { code: 'INTERNAL', message: 'Search is down.' } });
    await getSearchField(stage).fill('de');
    await getDialog(stage).getByText('Search is down.').waitFor();
    await stage.answer('api.people', { value: { items: [createUser(DEE)], hasMore: false } });
    await stage.button('Try again').click();
    await getPersonOption(stage, 'Dee Ruiz').waitFor();
  },
);

stageTest(
  'Escape first clears the people search and then closes the dialog',
  'chat',
  {},
  async (t, stage) => {
    await openNewRoomDialog(stage);
    await getSearchField(stage).fill('ben');
    await stage.press('Escape');
    t.equal(await getSearchField(stage).inputValue(), '');
    await getDialog(stage).waitFor();
    await stage.press('Escape');
    await stage.gone(getDialog(stage));
    await stage.focused(stage.button('New conversation').first());
  },
);

stageTest(
  'clicking a person in the sidebar’s search results opens the direct room with that person',
  'chat',
  {},
  async (t, stage) => {
    await stage.answer('api.people', { value: { items: [createUser(BEN)], hasMore: false } });
    await stage.answer('createRoom', { error: { code: 'INTERNAL', message: 'Try again.' } });
    const searchField = stage.page.getByLabel('Search conversations and people');
    const peopleRegion = stage.page.getByRole('region', { name: 'People' });
    const benButton = peopleRegion.getByRole('button', { name: 'Ben Okri' });
    await searchField.fill('ben');
    await peopleRegion.getByRole('heading', { name: 'People' }).waitFor();
    await benButton.click();
    await stage.page.getByRole('alert').getByText('Try again.').waitFor();
    t.equal(await searchField.inputValue(), 'ben', 'a failure keeps the search');
    await stage.answer('createRoom', { value: DIRECT_ROOM_ID });
    await benButton.click();
    await stage.gone(benButton);
    t.strictSame(await stage.called('createRoom'), ['direct', ['ben']]);
  },
);
