import {
  BEN,
  chatState,
  DIRECT_ID,
  directRoom,
  entries,
  GROUP_ID,
  member,
  room,
  roster,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'a user can mute and unmute a room, and a toast says why a request failed',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.button('Mute').click();
    t.strictSame(await stage.called('mute'), [GROUP_ID, true]);
    await stage.setState({ rooms: entries(room({ muted: true })) });
    await stage.answer('mute', { error: { code: 'INTERNAL', message: 'Try again.' } });
    await stage.button('Unmute').click();
    t.strictSame(await stage.called('mute'), [GROUP_ID, false]);
    await stage.page.getByRole('alert').getByText('Try again.').waitFor();
  },
);

stageTest(
  'the header of a direct room shows the other person’s name and presence',
  'chat',
  {
    roomId: DIRECT_ID,
    state: chatState({
      rooms: entries(directRoom()),
      rosters: { [DIRECT_ID]: roster([member(BEN, 'member')]) },
      presence: { ben: { status: 'away' } as never },
    }),
  },
  async (_, stage) => {
    const header = stage.page.locator('.room-head');
    await header.getByRole('heading', { name: 'Ben Okri' }).waitFor();
    await header.locator('p', { hasText: 'Student, Away' }).waitFor();
  },
);

stageTest(
  'a direct room with a deactivated person shows a notice instead of the message field',
  'chat',
  {
    roomId: DIRECT_ID,
    state: chatState({
      rooms: entries(
        directRoom({ peer: { user_id: BEN.id, name: 'Ben New', active: false, user_type: 'Student' } }),
      ),
      rosters: { [DIRECT_ID]: roster([{ ...member(BEN, 'member'), active: false }]) },
      presence: { ben: { status: 'offline' } as never },
    }),
  },
  async (t, stage) => {
    const header = stage.page.locator('.room-head');
    await header.getByRole('heading', { name: 'Ben New' }).waitFor();
    await header.getByText('Account closed').waitFor();
    await stage.page.getByText('This account is closed. You can’t send new messages.').waitFor();
    t.equal(await stage.page.getByRole('textbox', { name: 'Message' }).count(), 0);
    await stage.button('Show members').click();
    const members = stage.page.getByRole('complementary', { name: 'Members' });
    await members.getByText('Account closed').waitFor();
    await stage.setState({ rooms: entries(directRoom()) });
    await stage.page.getByRole('textbox', { name: 'Message' }).waitFor();
  },
);

const LONG_NAME = `Parents of ${'Class 7b and '.repeat(10)}friends`;

stageTest(
  'a truncated room name has a tooltip, and a click on the name shows the full name',
  'chat',
  {
    roomId: GROUP_ID,
    viewport: { width: 390, height: 800 },
    state: chatState({ rooms: entries(room({ name: LONG_NAME })) }),
  },
  async (t, stage) => {
    const name = stage.page.getByRole('heading', { level: 1 }).getByRole('button', { name: LONG_NAME });
    const isTruncated = () => name.evaluate((element) => element.scrollWidth > element.clientWidth);
    t.equal(await name.getAttribute('title'), LONG_NAME);
    t.ok(await isTruncated());
    await name.click();
    await stage.page.locator('h1 [aria-expanded="true"]').waitFor();
    t.notOk(await isTruncated());
    t.ok(await stage.page.locator('.room-head').evaluate(({ scrollWidth }) => scrollWidth <= innerWidth));
    t.equal(await stage.page.locator('.room-title').getAttribute('title'), LONG_NAME);
  },
);

stageTest(
  'the members button hides and shows the members panel',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    const members = stage.page.getByRole('complementary', { name: 'Members' });
    await members.waitFor();
    await stage.button('Hide members').click();
    await stage.gone(members);
    await stage.button('Show members').click();
    await members.waitFor();
  },
);

stageTest(
  'a line above the message field says who is typing',
  'chat',
  { roomId: GROUP_ID },
  async (_, stage) => {
    const deadline = Date.now() + 30_000;
    await stage.setState({ typing: { [GROUP_ID]: { ben: { name: 'Ben Okri', until: deadline } } } });
    await stage.page.locator('.typing-line', { hasText: /Ben Okri Student.*is typing…/ }).waitFor();
    await stage.setState({ typing: {} });
    await stage.page.waitForFunction(() => document.querySelector('.typing-line')?.textContent === '');
  },
);
