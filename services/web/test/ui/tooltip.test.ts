import { createChatState, GROUP_ID } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'a button immediately shows its tooltip on hover and on keyboard focus',
  'chat',
  { roomId: GROUP_ID, state: createChatState() },
  async (t, stage) => {
    const tooltip = stage.page.locator('.tooltip');
    const logOutButton = stage.button('Log out');
    await logOutButton.hover();
    await tooltip.getByText('Log out', { exact: true }).waitFor();
    const tooltipBox = await tooltip.boundingBox();
    t.ok(tooltipBox && tooltipBox.x >= 0 && tooltipBox.y >= 0, 'the tooltip is inside of the window');
    await stage.page.mouse.move(600, 400);
    await stage.gone(tooltip);
    await logOutButton.focus();
    await stage.press('Shift+Tab');
    await stage.press('Tab');
    await tooltip.getByText('Log out', { exact: true }).waitFor();
  },
);

stageTest(
  'a tooltip disappears when its button disappears',
  'chat',
  { roomId: GROUP_ID, state: createChatState() },
  async (_, stage) => {
    await stage.page.locator('[data-seq]').last().hover();
    await stage.button('Reply').hover();
    await stage.page.locator('.tooltip', { hasText: 'Reply' }).waitFor();
    await stage.setState({ timelines: {} });
    await stage.gone(stage.page.locator('.tooltip'));
  },
);
