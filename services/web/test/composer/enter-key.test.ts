import { clickMessageAction, getMessageField, OPEN_GROUP_OPTIONS } from '../support/composer-page.ts';
import { GROUP_ID } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';

stageTest(
  'on a touch screen, Enter starts a new line, and the on-screen keyboard does not open by itself',
  'chat',
  {
    ...OPEN_GROUP_OPTIONS,
    viewport: { width: 390, height: 800 },
    context: { hasTouch: true, isMobile: true },
  },
  async (t, stage) => {
    t.not(await stage.page.evaluate(() => document.activeElement?.id), 'composer');
    await getMessageField(stage).tap();
    await getMessageField(stage).pressSequentially('one');
    await stage.press('Enter');
    t.equal(await getMessageField(stage).inputValue(), 'one\n');
    t.strictSame(await stage.callsTo('send'), []);
  },
);

/** The event properties that mark a key press as part of an input method. They differ between browsers. */
const COMPOSING_KEY_PROPERTIES = [
  { isComposing: true, keyCode: 229 },
  { isComposing: true, keyCode: 13 },
  { isComposing: false, keyCode: 229 },
];

stageTest(
  'a key press in an input method neither sends the text nor cancels a reply',
  'chat',
  OPEN_GROUP_OPTIONS,
  async (t, stage) => {
    await clickMessageAction(stage, 'Message 3', 'Reply');
    await getMessageField(stage).fill('hello');
    for (const key of ['Enter', 'Escape']) {
      for (const marks of COMPOSING_KEY_PROPERTIES) {
        await getMessageField(stage).dispatchEvent('keydown', {
          key,
          ...marks,
          bubbles: true,
          cancelable: true,
        });
      }
    }
    t.strictSame(await stage.callsTo('send'), []);
    t.equal(await getMessageField(stage).inputValue(), 'hello');
    t.ok(await stage.page.getByText('Reply to Ben Okri').isVisible());
    t.ok(await stage.page.getByRole('complementary').first().isVisible(), 'the members panel stays open');
  },
);

const TABLET_OPTIONS = { ...OPEN_GROUP_OPTIONS, context: { hasTouch: true, isMobile: true } };
for (const key of ['Control+Enter', 'Meta+Enter']) {
  stageTest(`on a touch screen, ${key} sends the message`, 'chat', TABLET_OPTIONS, async (t, stage) => {
    await getMessageField(stage).fill('one');
    await stage.press(key);
    t.match(await stage.called('send'), [GROUP_ID, { content: 'one' }]);
  });
}

stageTest(
  'on a touch screen with a hardware keyboard, Enter sends the message',
  'chat',
  TABLET_OPTIONS,
  async (t, stage) => {
    await getMessageField(stage).fill('one');
    await stage.press('Alt');
    await stage.press('Enter');
    t.match(await stage.called('send'), [GROUP_ID, { content: 'one' }]);
  },
);
