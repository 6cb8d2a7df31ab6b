import {
  ADA,
  BEN,
  createChatState,
  createMessage,
  createTimeline,
  GROUP_ID,
} from '../support/sample-data.ts';
import { type Stage, type StageOptions, stageTest } from '../support/stage.ts';

const MESSAGE_WITH_REACTION = createMessage(1, {
  reactions: [{ emoji: '🎉', count: 2, user_ids: [ADA.id, BEN.id] }],
});
const OPEN_GROUP_OPTIONS: StageOptions = {
  roomId: GROUP_ID,
  state: createChatState({ timelines: { [GROUP_ID]: createTimeline([MESSAGE_WITH_REACTION]) } }),
};

async function openReactionPicker(stage: Stage): Promise<void> {
  await stage.page.locator('[data-seq]').hover();
  await stage.button('React').click();
  await stage.page.getByRole('menu', { name: 'Reactions' }).waitFor();
}

const getPickerItem = (stage: Stage, emoji: string) =>
  stage.page.getByRole('menuitemcheckbox', { name: `React with ${emoji}` });

stageTest(
  'a reaction shows who reacted, and a click removes the user’s own reaction',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    const reactionButton = stage.button('🎉 2: You, Ben Okri');
    t.equal(await reactionButton.getAttribute('aria-pressed'), 'true');
    await reactionButton.click();
    t.strictSame(await stage.called('api.unreact'), ['message-1', '🎉']);
  },
);

stageTest(
  'a click removes the user’s own reaction even if the reaction does not list the user',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      timelines: {
        [GROUP_ID]: createTimeline([
          createMessage(1, { reactions: [{ emoji: '🎉', count: 60, user_ids: [BEN.id], mine: true }] }),
        ]),
      },
    }),
  },
  async (t, stage) => {
    const reactionButton = stage.button('🎉 60: You, Ben Okri, 58 others');
    t.equal(await reactionButton.getAttribute('aria-pressed'), 'true');
    await openReactionPicker(stage);
    t.equal(await getPickerItem(stage, '🎉').getAttribute('aria-checked'), 'true');
    await stage.press('Escape');
    await reactionButton.click();
    t.strictSame(await stage.called('api.unreact'), ['message-1', '🎉']);
  },
);

stageTest('the reaction picker adds a reaction and closes', 'chat', OPEN_GROUP_OPTIONS, async (t, stage) => {
  await openReactionPicker(stage);
  t.equal(await getPickerItem(stage, '🎉').getAttribute('aria-checked'), 'true');
  await getPickerItem(stage, '👍').click();
  t.strictSame(await stage.called('api.react'), ['message-1', '👍']);
  await stage.page.getByRole('menu', { name: 'Reactions' }).waitFor({ state: 'hidden' });
});

stageTest(
  'if a reaction cannot be added, the page shows the reason',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (_, stage) => {
    await stage.answer('api.react', { error: { code: 'FORBIDDEN', message: 'No more reactions.' } });
    await openReactionPicker(stage);
    await getPickerItem(stage, '👍').click();
    await stage.page.getByRole('alert').getByText('No more reactions.').waitFor();
  },
);

stageTest(
  'the reaction picker fits in a narrow window, and Escape closes only the picker',
  'chat',
  { ...OPEN_GROUP_OPTIONS, viewport: { width: 360, height: 700 } },
  async (t, stage) => {
    await openReactionPicker(stage);
    const { left, right } = await stage.page
      .getByRole('menu', { name: 'Reactions' })
      .evaluate((menu) => menu.getBoundingClientRect().toJSON() as DOMRect);
    t.ok(left >= 0 && right <= 360, `from ${left} to ${right}`);
    await stage.press('Escape');
    await stage.page.getByRole('menu', { name: 'Reactions' }).waitFor({ state: 'hidden' });
    await stage.focused(stage.button('React'));
  },
);
