import { type Stage, stageTest } from '../support/stage.ts';

const readPageTheme = (stage: Stage) => stage.page.evaluate(() => document.documentElement.dataset.theme);
const readStoredTheme = (stage: Stage) => stage.page.evaluate(() => localStorage.getItem('kcs.theme'));
const readBackgroundColor = (stage: Stage) =>
  stage.page.evaluate(() => getComputedStyle(document.body).backgroundColor);

stageTest(
  'the page follows the system theme until the user chooses a theme',
  'login',
  { context: {} },
  async (t, stage) => {
    t.equal(await readPageTheme(stage), 'light');
    const lightBackgroundColor = await readBackgroundColor(stage);
    await stage.page.emulateMedia({ colorScheme: 'dark' });
    await stage.page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    t.not(await readBackgroundColor(stage), lightBackgroundColor, 'the colors change');
    t.equal(await readStoredTheme(stage), null);
  },
);

stageTest(
  'the theme toggle switches the theme, and the browser stores the choice',
  'login',
  { context: {} },
  async (t, stage) => {
    await stage.button('Switch to the dark theme').click();
    await stage.button('Switch to the light theme').waitFor();
    t.equal(await readPageTheme(stage), 'dark');
    t.equal(await readStoredTheme(stage), 'dark');
    await stage.page.reload();
    t.equal(await readPageTheme(stage), 'dark', 'before anything is rendered');
  },
);

stageTest(
  'a theme chosen in one tab also applies in another tab',
  'login',
  { context: {} },
  async (t, stage) => {
    const secondTab = await stage.page.context().newPage();
    await secondTab.goto(stage.page.url());
    await stage.button('Switch to the dark theme').click();
    await secondTab.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    t.equal(await readPageTheme(stage), 'dark');
  },
);
