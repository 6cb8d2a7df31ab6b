import { type Stage, stageTest } from '../support/stage.ts';

const pageTheme = (stage: Stage) => stage.page.evaluate(() => document.documentElement.dataset.theme);
const storedTheme = (stage: Stage) => stage.page.evaluate(() => localStorage.getItem('kcs.theme'));
const backgroundColor = (stage: Stage) =>
  stage.page.evaluate(() => getComputedStyle(document.body).backgroundColor);

stageTest(
  'the theme follows the system until the user chooses one',
  'login',
  { context: {} },
  async (t, stage) => {
    t.equal(await pageTheme(stage), 'light');
    const lightBackground = await backgroundColor(stage);
    await stage.page.emulateMedia({ colorScheme: 'dark' });
    await stage.page.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    t.not(await backgroundColor(stage), lightBackground, 'the colors change');
    t.equal(await storedTheme(stage), null);
  },
);

stageTest(
  'the toggle switches the theme, and the browser stores the choice',
  'login',
  { context: {} },
  async (t, stage) => {
    await stage.button('Switch to the dark theme').click();
    await stage.button('Switch to the light theme').waitFor();
    t.equal(await pageTheme(stage), 'dark');
    t.equal(await storedTheme(stage), 'dark');
    await stage.page.reload();
    t.equal(await pageTheme(stage), 'dark', 'before anything is rendered');
  },
);

stageTest(
  'a theme chosen in one tab also applies in another tab',
  'login',
  { context: {} },
  async (t, stage) => {
    const otherTab = await stage.page.context().newPage();
    await otherTab.goto(stage.page.url());
    await stage.button('Switch to the dark theme').click();
    await otherTab.waitForFunction(() => document.documentElement.dataset.theme === 'dark');
    t.equal(await pageTheme(stage), 'dark');
  },
);
