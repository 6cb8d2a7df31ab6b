import { hueNumberOf } from '../../src/ui/hue.ts';
import {
  ADA,
  BEN,
  chatState,
  DIRECT_ID,
  directRoom,
  entries,
  member,
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
    t.equal(hue, `var(--hue-${hueNumberOf(BEN.id)})`);
  },
);
