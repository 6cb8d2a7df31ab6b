import { BEN, CLEO, chatState, DEE, DIRECT_ID, directRoom, entries, user } from '../support/sample-data.ts';
import { type Stage, stageTest } from '../support/stage.ts';

const dialog = (stage: Stage) => stage.page.getByRole('dialog', { name: 'New conversation' });

async function openDialog(stage: Stage): Promise<void> {
  await stage.answer('api.people', { value: { items: [user(BEN), user(CLEO)], hasMore: false } });
  await stage.button('New conversation').first().click();
  await stage.focused(dialog(stage).getByLabel('Search people'));
}

const selectPerson = (stage: Stage, name: string) => dialog(stage).getByRole('button', { name }).click();
const submitDialog = (stage: Stage) => dialog(stage).locator('button[type="submit"]').click();

stageTest(
  'selecting one person without a group name creates and opens a direct room',
  'chat',
  { state: chatState({ rooms: entries(directRoom()) }) },
  async (t, stage) => {
    await openDialog(stage);
    await stage.answer('createRoom', { value: DIRECT_ID });
    await selectPerson(stage, 'Ben Okri');
    await stage.button('Start chatting').click();
    await stage.gone(dialog(stage));
    t.strictSame(await stage.called('createRoom'), ['direct', ['ben']]);
    await stage.page.locator('.room-head', { hasText: 'Ben Okri' }).waitFor();
  },
);

stageTest('a conversation with several people requires a group name', 'chat', {}, async (t, stage) => {
  await openDialog(stage);
  await submitDialog(stage);
  await dialog(stage).getByRole('alert').getByText('Choose at least one person.').waitFor();
  await selectPerson(stage, 'Ben Okri');
  await selectPerson(stage, 'Cleo Park');
  await submitDialog(stage);
  await dialog(stage).getByRole('alert').getByText('Give the group a name.').waitFor();
  await dialog(stage).getByLabel('Group name').fill(' Class 7c ');
  await stage.answer('createRoom', { error: { code: 'INTERNAL', message: 'Try again.' } });
  await stage.button('Create group').click();
  await dialog(stage).getByRole('alert').getByText('Try again.').waitFor();
  t.strictSame(await stage.called('createRoom'), ['group', ['ben', 'cleo'], 'Class 7c']);
});

stageTest('the submit button is disabled while the room is being created', 'chat', {}, async (t, stage) => {
  await openDialog(stage);
  await stage.answer('createRoom', { held: true });
  await selectPerson(stage, 'Ben Okri');
  await submitDialog(stage);
  await dialog(stage).locator('button[type="submit"]:disabled').waitFor();
  await stage.answer('createRoom', { value: 'new-room' });
  await stage.gone(dialog(stage));
  t.equal((await stage.callsTo('createRoom')).length, 1);
});

stageTest(
  'a failed search shows the reason, and results exclude inactive people and the user',
  'chat',
  {},
  async (t, stage) => {
    await openDialog(stage);
    const me = { ...user(DEE), id: 'ada', name: 'Ada Byron' };
    await stage.answer('api.people', { value: { items: [me, user(DEE, false)], hasMore: false } });
    await dialog(stage).getByLabel('Search people').fill('d');
    await dialog(stage).getByText('No people found. Try another name.').waitFor();
    t.strictSame(await stage.called('api.people'), ['d']);
    await stage.answer('api.people', { error: { code: 'INTERNAL', message: 'Search is down.' } });
    await dialog(stage).getByLabel('Search people').fill('de');
    await dialog(stage).getByText('Search is down.').waitFor();
  },
);

stageTest(
  'Escape first clears the people search and then closes the dialog',
  'chat',
  {},
  async (t, stage) => {
    await openDialog(stage);
    const field = dialog(stage).getByLabel('Search people');
    await field.fill('ben');
    await stage.press('Enter');
    await stage.press('Escape');
    t.equal(await field.inputValue(), '');
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
