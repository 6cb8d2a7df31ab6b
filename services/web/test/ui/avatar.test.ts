import { getHueNumber } from '../../src/ui/hue.ts';
import {
  ADA,
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
  "an avatar shows the person's initials in the person's color",
  'chat',
  {
    roomId: DIRECT_ID,
    state: chatState({
      rooms: entries(directRoom()),
      rosters: { [DIRECT_ID]: roster([member(ADA, 'owner'), member(BEN, 'member')]) },
    }),
  },
  async (t, stage) => {
    const avatar = stage.page.locator('.room-head .avatar');
    await avatar.getByText('BO', { exact: true }).waitFor();
    const hue = await avatar.evaluate((element) => element.style.getPropertyValue('--hue'));
    t.equal(hue, `var(--hue-${getHueNumber(BEN.id)})`);
  },
);

stageTest(
  'the avatar of a small group shows two of its members, and a larger group shows letters from its name',
  'chat',
  {
    state: chatState({
      rooms: entries(room(), room({ id: 'room_large', name: 'Class 4b', member_count: 30 })),
    }),
  },
  async (t, stage) => {
    const getAvatars = (title: string) =>
      stage.page.getByRole('link', { name: title }).locator('.avatar').allTextContents();
    await stage.page.getByRole('link', { name: 'Class 4b' }).waitFor();
    t.strictSame(await getAvatars('Class 7b'), ['BO', 'CP']);
    t.strictSame(await getAvatars('Class 4b'), ['4b']);
  },
);

stageTest(
  'the avatar of school staff has a ring, and the avatar of a student has none',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    const readRing = (name: string) =>
      stage.page
        .getByRole('complementary', { name: 'Members' })
        .getByRole('listitem')
        .filter({ hasText: name })
        .locator('.avatar')
        .evaluate((avatar) => getComputedStyle(avatar).outlineStyle);
    t.equal(await readRing('Ada Byron'), 'solid');
    t.equal(await readRing('Ben Okri'), 'none');
  },
);
