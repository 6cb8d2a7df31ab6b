import { getHueNumber } from '../../src/ui/hue.ts';
import {
  ADA,
  BEN,
  createChatState,
  createDirectRoom,
  createMember,
  createRoom,
  createRoomEntries,
  createRoster,
  DIRECT_ROOM_ID,
  GROUP_ID,
} from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  "an avatar shows the person's initials in the person's color",
  'chat',
  {
    roomId: DIRECT_ROOM_ID,
    state: createChatState({
      rooms: createRoomEntries(createDirectRoom()),
      rosters: { [DIRECT_ROOM_ID]: createRoster([createMember(ADA, 'owner'), createMember(BEN, 'member')]) },
    }),
  },
  async (t, stage) => {
    const avatar = stage.page.locator('.room-head .avatar');
    await avatar.getByText('BO', { exact: true }).waitFor();
    const hueStyleValue = await avatar.evaluate((element) => element.style.getPropertyValue('--hue'));
    t.equal(hueStyleValue, `var(--hue-${getHueNumber(BEN.id)})`);
  },
);

stageTest(
  'the avatar of a small group shows two of its members, and a larger group shows letters from its name',
  'chat',
  {
    state: createChatState({
      rooms: createRoomEntries(
        createRoom(),
        createRoom({ id: 'room_large', name: 'Class 4b', member_count: 30 }),
      ),
    }),
  },
  async (t, stage) => {
    const readAvatarTexts = (title: string) =>
      stage.page.getByRole('link', { name: title }).locator('.avatar').allTextContents();
    await stage.page.getByRole('link', { name: 'Class 4b' }).waitFor();
    t.strictSame(await readAvatarTexts('Class 7b'), ['BO', 'CP']);
    t.strictSame(await readAvatarTexts('Class 4b'), ['4b']);
  },
);

stageTest(
  'the avatar of school staff has a ring, and the avatar of a student has none',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    const readRingStyle = (name: string) =>
      stage.page
        .getByRole('complementary', { name: 'Members' })
        .getByRole('listitem')
        .filter({ hasText: name })
        .locator('.avatar')
        .evaluate((avatar) => getComputedStyle(avatar).outlineStyle);
    t.equal(await readRingStyle('Ada Byron'), 'solid');
    t.equal(await readRingStyle('Ben Okri'), 'none');
  },
);
