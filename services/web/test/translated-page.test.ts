import { readdir, readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import t from 'tap';
import {
  ADA,
  BEN,
  createMessage,
  createPendingMessage,
  createRoom,
  createRoomEntries,
  createTimeline,
  GROUP_ID,
  SENT_BY_ADA,
} from './support/sample-data.ts';
import { type Stage, stageTest } from './support/stage.ts';
import { findTextBesideElements } from './support/text-beside-elements.ts';

const SOURCE_FOLDER = fileURLToPath(new URL('../src', import.meta.url));

t.test('no component has text directly beside a conditionally rendered element', async (t) => {
  const componentFiles = (await readdir(SOURCE_FOLDER, { recursive: true })).filter((file) =>
    file.endsWith('.tsx'),
  );
  t.ok(componentFiles.length > 50);
  const textLocations = await Promise.all(
    componentFiles.map(async (file) =>
      findTextBesideElements(file, await readFile(`${SOURCE_FOLDER}/${file}`, 'utf8')),
    ),
  );
  t.strictSame(textLocations.flat(), [], 'wrap each of these texts in a <span>');
});

/** Runs in the page. Wraps each present and future text node in a new element, as page translators do. */
function translatePage(): void {
  const isWrappedOrUntranslatable = (node: Node) =>
    node.parentElement?.closest('font, script, style, textarea') != null;
  const translateTextIn = (root: Node) => {
    const textNodeWalker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
    const textNodes: Node[] = [];
    for (let node = textNodeWalker.nextNode(); node; node = textNodeWalker.nextNode()) textNodes.push(node);
    for (const text of textNodes) {
      if (isWrappedOrUntranslatable(text)) continue;
      const outerFont = document.createElement('font');
      const innerFont = outerFont.appendChild(document.createElement('font'));
      text.parentNode?.replaceChild(outerFont, text);
      innerFont.append(text);
    }
  };
  translateTextIn(document.body);
  new MutationObserver((records) => {
    for (const { target } of records) translateTextIn(target);
  }).observe(document.body, { childList: true, subtree: true, characterData: true });
}

const waitForMainContent = (stage: Stage) => stage.page.locator('main').first().waitFor();

stageTest(
  'after a page translator has changed the login page, the page still shows its problems',
  'login',
  {},
  async (t, stage) => {
    await stage.page.route('**/auth/login', (route) => route.fulfill({ status: 401, json: {} }));
    await stage.page.evaluate(translatePage);
    await stage.button('Log in').click();
    await stage.page.getByRole('alert').waitFor();
    await stage.page.getByLabel('Email').fill('ada@school.example');
    await stage.page.getByLabel('Password').fill('wrong');
    await stage.button('Log in').click();
    await stage.page.getByText('The server cannot be reached').waitFor();
    t.ok(await stage.button('Log in').isEnabled());
    stage.problems.splice(0);
  },
);

stageTest(
  'after a page translator has changed the chat page, the page survives every kind of state change',
  'chat',
  { roomId: GROUP_ID },
  async (t, stage) => {
    await stage.page.evaluate(translatePage);
    const ownMessage = createMessage(4, { ...SENT_BY_ADA, content: 'Mine' });
    const stateChanges = [
      { connection: 'waiting' },
      { connection: 'online' },
      { rooms: createRoomEntries(createRoom({ unread_count: 3, last_message: createMessage(3) })) },
      { rooms: createRoomEntries(createRoom({ unread_count: 0, muted: true, name: 'Class 8b' })) },
      {
        timelines: {
          [GROUP_ID]: createTimeline([
            createMessage(1),
            createMessage(2, { content: '**bold** text' }),
            ownMessage,
          ]),
        },
      },
      {
        timelines: {
          [GROUP_ID]: createTimeline([
            createMessage(2, { content: 'text', edited_at: ownMessage.created_at }),
            ownMessage,
          ]),
        },
      },
      {
        timelines: {
          [GROUP_ID]: createTimeline([
            createMessage(2, { content: null, deleted_at: ownMessage.created_at }),
          ]),
        },
      },
      { timelines: { [GROUP_ID]: createTimeline([ownMessage], { failed: true }) } },
      {
        timelines: {
          [GROUP_ID]: createTimeline([createMessage(1), ownMessage], { loading: true, hasOlder: true }),
        },
      },
      { timelines: { [GROUP_ID]: createTimeline([createMessage(1), ownMessage]) } },
      { typing: { [GROUP_ID]: { [BEN.id]: { name: BEN.name, until: Date.now() + 60_000 } } } },
      { typing: {} },
      { pending: { [GROUP_ID]: [createPendingMessage()] } },
      { pending: { [GROUP_ID]: [createPendingMessage({ state: 'failed', problem: 'Too long.' })] } },
      { pending: {} },
      { presence: { [ADA.id]: { status: 'busy' } } },
    ];
    for (const change of stateChanges) {
      await stage.setState(change as never);
      await waitForMainContent(stage);
    }
    const messageField = stage.page.getByLabel('Message', { exact: true });
    await messageField.fill('x'.repeat(3_600));
    await messageField.fill('x'.repeat(4_001));
    await stage.press('Enter');
    await messageField.fill('short');
    await stage.button('New conversation').first().click();
    await stage.press('Escape');
    await stage.emit('problem', { code: 'INTERNAL', message: 'A problem.' } as never);
    await waitForMainContent(stage);
    t.notOk(await stage.page.getByText('Something went wrong').isVisible());
  },
);
