import {
  BEN,
  CLEO,
  chatState,
  DEE,
  DIRECT_ID,
  directRoom,
  entries,
  FAY,
  user,
} from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const dialog = (stage: Stage) => stage.page.getByRole('dialog');
const searchField = (stage: Stage) => dialog(stage).getByLabel('Search people');
const selectedPeople = (stage: Stage) => dialog(stage).getByRole('list', { name: 'Selected people' });
const option = (stage: Stage, name: string) => dialog(stage).getByRole('option', { name });
const submitButton = (stage: Stage) => dialog(stage).locator('button[type="submit"]');

async function openDialog(stage: Stage): Promise<void> {
  await stage.answer('api.people', { value: { items: [user(BEN), user(CLEO)], hasMore: false } });
  await stage.button('New conversation').first().click();
  await stage.focused(searchField(stage));
}

stageTest(
  'selecting one person creates and opens a direct room',
  'chat',
  { state: chatState({ rooms: entries(directRoom()) }) },
  async (t, stage) => {
    await openDialog(stage);
    await dialog(stage).getByText('Choose at least one person.').waitFor();
    t.ok(await submitButton(stage).isDisabled(), 'the hint names what is missing');
    await stage.answer('createRoom', { value: DIRECT_ID });
    await option(stage, 'Ben Okri').click();
    await stage.button('Start chatting').click();
    await stage.gone(dialog(stage));
    t.strictSame(await stage.called('createRoom'), ['direct', ['ben']]);
    await stage.page.locator('.room-head', { hasText: 'Ben Okri' }).waitFor();
  },
);

stageTest(
  'a group is created in two steps, people and then a name, and going back keeps both',
  'chat',
  {},
  async (t, stage) => {
    await openDialog(stage);
    await option(stage, 'Ben Okri').click();
    await option(stage, 'Cleo Park').click();
    const buttonTop = async () => (await submitButton(stage).boundingBox())?.y;
    const topInFirstStep = await buttonTop();
    await stage.button('Next').click();
    await stage.focused(dialog(stage).getByLabel('Group name'));
    await dialog(stage).getByText('Enter a name for the group.').waitFor();
    t.ok(await submitButton(stage).isDisabled());
    await dialog(stage).getByLabel('Group name').fill(' Class 7c ');
    await stage.button('Back').click();
    await selectedPeople(stage).getByText('Cleo Park').waitFor();
    await stage.button('Next').click();
    await stage.answer('createRoom', { error: { code: 'INTERNAL', message: 'Try again.' } });
    await stage.button('Create group').click();
    await dialog(stage).getByRole('alert').getByText('Try again.').waitFor();
    t.equal(await buttonTop(), topInFirstStep, 'neither the second step nor the problem moves the buttons');
    t.strictSame(await stage.called('createRoom'), ['group', ['ben', 'cleo'], 'Class 7c']);
  },
);

stageTest(
  'a group with a name of 200 emoji can be created with one other person',
  'chat',
  {},
  async (t, stage) => {
    await openDialog(stage);
    await option(stage, 'Ben Okri').click();
    await stage.button('Name a group').click();
    const longName = '🎈'.repeat(200);
    await stage.page.keyboard.insertText(longName);
    await stage.press('Enter');
    await stage.gone(dialog(stage));
    t.strictSame(await stage.called('createRoom'), ['group', ['ben'], longName]);
  },
);

stageTest('the submit button is disabled while the room is being created', 'chat', {}, async (t, stage) => {
  await openDialog(stage);
  await stage.answer('createRoom', { held: true });
  await option(stage, 'Ben Okri').click();
  await submitButton(stage).click();
  await dialog(stage).locator('button[type="submit"]:disabled').waitFor();
  await stage.answer('createRoom', { value: 'new-room' });
  await stage.gone(dialog(stage));
  t.equal((await stage.callsTo('createRoom')).length, 1);
});

stageTest(
  'Enter selects the first person found, arrow keys move through the list, and Backspace removes the last person',
  'chat',
  {},
  async (t, stage) => {
    await openDialog(stage);
    const names = () => selectedPeople(stage).getByRole('listitem').allTextContents();
    await stage.page.keyboard.type('b');
    await stage.press('Enter');
    await selectedPeople(stage).getByText('Ben Okri').waitFor();
    t.equal(await searchField(stage).inputValue(), '', 'the field is ready for the next name');
    await stage.page.keyboard.type('b');
    await stage.press('Enter');
    await selectedPeople(stage).getByText('Cleo Park').waitFor();
    t.strictSame(await names(), ['Ben Okri', 'Cleo Park'], 'Enter never removes a selected person');
    await stage.press('Backspace');
    await stage.press('ArrowDown');
    await stage.press('ArrowDown');
    await stage.press('ArrowUp');
    await stage.press('ArrowDown');
    t.equal(
      await searchField(stage).getAttribute('aria-activedescendant'),
      await option(stage, 'Cleo Park').getAttribute('id'),
    );
    await stage.press('Enter');
    await selectedPeople(stage).getByText('Cleo Park').waitFor();
    t.strictSame(await names(), ['Ben Okri', 'Cleo Park']);
    await stage.press('Backspace');
    t.strictSame(await names(), ['Ben Okri']);
    await stage.press('Enter');
    await stage.gone(dialog(stage));
    t.strictSame(await stage.called('createRoom'), ['direct', ['ben']], 'Enter in the empty field submits');
  },
);

stageTest(
  'many selected people hide neither the title nor the buttons of the dialog',
  'chat',
  { viewport: { width: 390, height: 640 } },
  async (t, stage) => {
    const people = Array.from({ length: 20 }, (_, index) =>
      user({ ...BEN, id: `pupil-${index}`, name: `Pupil Number ${index}` }),
    );
    await openDialog(stage);
    await stage.answer('api.people', { value: { items: people, hasMore: false } });
    await stage.page.keyboard.type('pupil');
    await option(stage, 'Pupil Number 0').waitFor();
    for (let index = 0; index < 20; index += 1) {
      await dialog(stage).getByRole('option', { selected: false }).first().click();
    }
    t.equal(await selectedPeople(stage).getByRole('listitem').count(), 20);
    const isScrollable = await dialog(stage).evaluate((box) => box.scrollHeight > box.clientHeight);
    t.equal(isScrollable, false);
    const field = await dialog(stage).locator('.picker-field').boundingBox();
    t.ok(field && field.height < 130);
  },
);

stageTest(
  'scrolling loads more people until everybody was listed, and people who share a name differ in the detail',
  'chat',
  {},
  async (t, stage) => {
    const page = (first: number, nextCursor?: string) => ({
      items: Array.from({ length: 20 }, (_, index) =>
        user({ ...BEN, id: `max-${first + index}`, name: 'Max Weber' }),
      ).map((max, index) => ({ ...max, created_at: `2026-05-${10 + index}T10:00:00.000Z` })),
      hasMore: nextCursor !== undefined,
      ...(nextCursor !== undefined && { nextCursor }),
    });
    await stage.answer('api.people', { value: page(0, 'second') });
    await stage.button('New conversation').first().click();
    await option(stage, 'Max Weber').first().waitFor();
    await option(stage, 'May 14, 2026').first().waitFor();
    await stage.answer('api.people', { value: page(20) });
    await dialog(stage)
      .locator('.picker-list')
      .evaluate((list) => list.scrollTo(0, list.scrollHeight));
    await stage.gone(dialog(stage).getByText('Loading more…'));
    t.equal(await option(stage, 'Max Weber').count(), 40);
    t.strictSame(await stage.called('api.people'), ['', { cursor: 'second' }]);
  },
);

stageTest(
  'a page without any selectable person is skipped instead of reporting that nobody was found',
  'chat',
  {},
  async (_, stage) => {
    const emptyPage = { items: [user(DEE, false)], hasMore: true, nextCursor: 'next' };
    await stage.answer('api.people', { value: emptyPage });
    await stage.button('New conversation').first().click();
    await dialog(stage).getByText('Loading more…').waitFor();
    await stage.answer('api.people', { value: { items: [user(FAY)], hasMore: false } });
    await option(stage, 'Fay Wood').waitFor();
  },
);

stageTest(
  'a failed search shows the reason, and results exclude inactive people and the user',
  'chat',
  {},
  async (t, stage) => {
    await openDialog(stage);
    const me = { ...user(DEE), id: 'ada', name: 'Ada Byron' };
    await stage.answer('api.people', { value: { items: [me, user(DEE, false)], hasMore: false } });
    await searchField(stage).fill('d');
    await dialog(stage).getByText('No people found. Try another name.').waitFor();
    t.strictSame(await stage.called('api.people'), ['d', {}]);
    await stage.answer('api.people', { error: { code: 'INTERNAL', message: 'Search is down.' } });
    await searchField(stage).fill('de');
    await dialog(stage).getByText('Search is down.').waitFor();
    await stage.answer('api.people', { value: { items: [user(DEE)], hasMore: false } });
    await stage.button('Try again').click();
    await option(stage, 'Dee Ruiz').waitFor();
  },
);

stageTest(
  'Escape first clears the people search and then closes the dialog',
  'chat',
  {},
  async (t, stage) => {
    await openDialog(stage);
    await searchField(stage).fill('ben');
    await stage.press('Escape');
    t.equal(await searchField(stage).inputValue(), '');
    await dialog(stage).waitFor();
    await stage.press('Escape');
    await stage.gone(dialog(stage));
    await stage.focused(stage.button('New conversation').first());
  },
);

stageTest(
  'clicking a person found in the sidebar opens the direct room with them',
  'chat',
  {},
  async (t, stage) => {
    await stage.answer('api.people', { value: { items: [user(BEN)], hasMore: false } });
    await stage.answer('createRoom', { error: { code: 'INTERNAL', message: 'Try again.' } });
    const field = stage.page.getByLabel('Search conversations and people');
    const people = stage.page.getByRole('region', { name: 'People' });
    const person = people.getByRole('button', { name: 'Ben Okri' });
    await field.fill('ben');
    await people.getByRole('heading', { name: 'People' }).waitFor();
    await person.click();
    await stage.page.getByRole('alert').getByText('Try again.').waitFor();
    t.equal(await field.inputValue(), 'ben', 'a failure keeps the search');
    await stage.answer('createRoom', { value: DIRECT_ID });
    await person.click();
    await stage.gone(person);
    t.strictSame(await stage.called('createRoom'), ['direct', ['ben']]);
  },
);
