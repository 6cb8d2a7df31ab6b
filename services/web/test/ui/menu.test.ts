import { type Stage, stageTest } from '../support/stage.ts';

const getMenu = (stage: Stage) => stage.page.getByRole('menu', { name: 'Numbers' });
const getMenuItem = (stage: Stage, name: string) => stage.page.getByRole('menuitemradio', { name });

/** Opens the menu with the keyboard, and waits until the focus is inside the menu. */
async function openMenuByKeyboard(stage: Stage): Promise<void> {
  await stage.button('Number').focus();
  await stage.press('Enter');
  await stage.focused(getMenu(stage).locator('[aria-checked="true"]'));
}

stageTest(
  'opening a menu with the keyboard focuses its checked item, and the arrow keys wrap around',
  'menu',
  {},
  async (_, stage) => {
    await openMenuByKeyboard(stage);
    await stage.focused(getMenuItem(stage, 'two'));
    await stage.press('ArrowDown');
    await stage.focused(getMenuItem(stage, 'four'));
    await stage.press('ArrowDown');
    await stage.focused(getMenuItem(stage, 'one'));
    await stage.press('ArrowUp');
    await stage.focused(getMenuItem(stage, 'four'));
    await stage.press('ArrowLeft');
    await stage.focused(getMenuItem(stage, 'two'));
    await stage.press('ArrowRight');
    await stage.focused(getMenuItem(stage, 'four'));
  },
);

stageTest('Home and End move the focus to the first and last menu item', 'menu', {}, async (_, stage) => {
  await openMenuByKeyboard(stage);
  await stage.press('Home');
  await stage.focused(getMenuItem(stage, 'one'));
  await stage.press('End');
  await stage.focused(getMenuItem(stage, 'four'));
});

stageTest(
  'Enter picks a menu item, closes the menu, and returns the focus to the menu button',
  'menu',
  {},
  async (t, stage) => {
    await openMenuByKeyboard(stage);
    await stage.press('Home');
    await stage.press('Enter');
    await getMenu(stage).waitFor({ state: 'hidden' });
    await stage.focused(stage.button('Number'));
    await stage.press('Enter');
    await stage.focused(getMenuItem(stage, 'one'));
    t.equal(await getMenuItem(stage, 'one').getAttribute('aria-checked'), 'true');
  },
);

stageTest(
  'Escape and Tab close a menu and return the focus to the menu button',
  'menu',
  {},
  async (t, stage) => {
    await openMenuByKeyboard(stage);
    t.equal(await stage.button('Number').getAttribute('aria-expanded'), 'true');
    await stage.press('Escape');
    await getMenu(stage).waitFor({ state: 'hidden' });
    await stage.focused(stage.button('Number'));
    await openMenuByKeyboard(stage);
    await stage.press('Tab');
    await getMenu(stage).waitFor({ state: 'hidden' });
    await stage.page.locator('button[aria-expanded="false"]').waitFor();
  },
);

stageTest('a click outside a menu closes the menu', 'menu', {}, async (_, stage) => {
  await stage.button('Number').click();
  await getMenu(stage).waitFor();
  await stage.page.mouse.click(600, 600);
  await getMenu(stage).waitFor({ state: 'hidden' });
});
