import {
  createChatState,
  createMessage,
  createTimeline,
  GROUP_ID,
  SENT_BY_ADA,
} from '../support/sample-data.ts';
import { type Stage, type StageOptions, stageTest } from '../support/stage.ts';

/** Returns page options that open the group with one message for each of the given texts. */
const createOptionsWithTexts = (...contents: string[]): StageOptions => ({
  roomId: GROUP_ID,
  state: createChatState({
    timelines: {
      [GROUP_ID]: createTimeline(
        contents.map((content, n) => createMessage(n + 1, { content, ...(n % 2 === 1 && SENT_BY_ADA) })),
      ),
    },
  }),
});

const getMessageText = (stage: Stage, seq = 1) => stage.page.locator(`[data-seq="${seq}"] .text`);

stageTest(
  'a message shows formatting, lists, quotes, code, and links',
  'chat',
  createOptionsWithTexts(
    '**bold** and https://example.org/a_b\n\n> quoted\n\n- one\n- two\n\n```\nlet a  = 1;\n```\n\nthe end',
  ),
  async (t, stage) => {
    await getMessageText(stage).getByText('the end').waitFor();
    t.equal(await getMessageText(stage).locator('strong').textContent(), 'bold');
    t.equal(await getMessageText(stage).locator('blockquote').textContent(), 'quoted');
    t.strictSame(await getMessageText(stage).locator('li').allTextContents(), ['one', 'two']);
    t.equal(await getMessageText(stage).locator('pre code').textContent(), 'let a  = 1;');
    const link = getMessageText(stage).getByRole('link');
    t.equal(await link.getAttribute('href'), 'https://example.org/a_b');
    t.equal(await link.getAttribute('rel'), 'noreferrer');
    t.equal(await link.getAttribute('target'), '_blank');
  },
);

stageTest(
  'HTML in a message is shown as text, and only web, email, and telephone addresses become links',
  'chat',
  createOptionsWithTexts(
    '<img src=x onerror=alert(1)> <b>x</b> [a](javascript:alert(1)) javascript:alert(1) data:text/html,x',
  ),
  async (t, stage) => {
    await stage.shows('<b>x</b>');
    t.equal(await getMessageText(stage).locator('a, b, img, script').count(), 0);
  },
);

stageTest(
  'the copy button in a code block copies the code',
  'chat',
  {
    ...createOptionsWithTexts('```\nfirst\n  second\n```'),
    context: { permissions: ['clipboard-read', 'clipboard-write'] },
  },
  async (t, stage) => {
    await stage.button('Copy code').click();
    await stage.button('Copied').waitFor();
    t.equal(await stage.page.evaluate(() => navigator.clipboard.readText()), 'first\n  second');
  },
);

stageTest(
  'a long message shows 18 lines, and a button expands or collapses it',
  'chat',
  createOptionsWithTexts(Array.from({ length: 60 }, (_, n) => `line ${n + 1}`).join('\n'), 'short'),
  async (t, stage) => {
    const readTextHeight = () => getMessageText(stage).evaluate((element) => element.clientHeight);
    const lineHeight = await getMessageText(stage).evaluate((element) =>
      Number.parseFloat(getComputedStyle(element).lineHeight),
    );
    await stage.button('Show more').waitFor();
    t.ok(Math.abs((await readTextHeight()) - 18 * lineHeight) < 2, `${await readTextHeight()} px`);
    await stage.button('Show more').click();
    await stage.button('Show less').waitFor();
    t.ok((await readTextHeight()) >= 60 * lineHeight - 2);
    await stage.button('Show less').click();
    await stage.button('Show more').waitFor();
    t.equal(await stage.page.locator('.show-more').count(), 1, 'a short message has no button');
  },
);

stageTest(
  'a message of one to three emoji has large text',
  'chat',
  createOptionsWithTexts('👍', 'ok 👍'),
  async (t, stage) => {
    const readFontSize = (seq: number) =>
      getMessageText(stage, seq).evaluate((element) => Number.parseFloat(getComputedStyle(element).fontSize));
    await stage.shows('ok 👍');
    t.ok(Math.abs((await readFontSize(1)) / (await readFontSize(2)) - 2.2) < 0.01);
  },
);

stageTest(
  'the letters of a message determine its text direction, and characters that override it are made visible',
  'chat',
  createOptionsWithTexts('שלום, מה שלומך?', 'Hello!', 'مرحبا بكم\nEnglish line', 'a\u202egnp.exe'),
  async (t, stage) => {
    await stage.shows('a\ufffdgnp.exe');
    const readTextDirection = (seq: number) =>
      getMessageText(stage, seq).evaluate((element) => getComputedStyle(element).direction);
    t.strictSame(await Promise.all([1, 2, 3, 4].map(readTextDirection)), ['rtl', 'ltr', 'rtl', 'ltr']);
    const markPositions = await getMessageText(stage).evaluate((element) => {
      const firstTextNode = document.createTreeWalker(element, NodeFilter.SHOW_TEXT).nextNode() as Text;
      const characterRange = document.createRange();
      const measureCharacterLeft = (index: number) => {
        characterRange.setStart(firstTextNode, index);
        characterRange.setEnd(firstTextNode, index + 1);
        return characterRange.getBoundingClientRect().left;
      };
      return { first: measureCharacterLeft(0), last: measureCharacterLeft(firstTextNode.length - 1) };
    });
    t.ok(markPositions.last < markPositions.first, 'the question mark stands at the left end');
  },
);

stageTest(
  'stacked combining marks stay inside their message bubble',
  'chat',
  createOptionsWithTexts('before', `Z${'\u0301\u030b\u0323'.repeat(60)}algo`, 'after'),
  async (t, stage) => {
    await stage.shows('after');
    const bubbleOverflow = await stage.page
      .locator('[data-seq="2"] .bubble')
      .evaluate((element) => getComputedStyle(element).overflowY);
    t.equal(bubbleOverflow, 'clip');
  },
);

stageTest(
  'a link whose host contains lookalike letters shows the real host',
  'chat',
  createOptionsWithTexts('https://\u0430pple.com/login'),
  async (t, stage) => {
    t.equal(
      await getMessageText(stage).getByRole('link').getAttribute('href'),
      'https://xn--pple-43d.com/login',
    );
    await getMessageText(stage).getByText('(xn--pple-43d.com)').waitFor();
  },
);

stageTest(
  'an edited message shows its new text even if a page translator has moved the old text',
  'chat',
  createOptionsWithTexts('old **text** here'),
  async (t, stage) => {
    await getMessageText(stage).evaluate((element) => {
      for (const node of [...element.querySelectorAll('p, strong')].flatMap((one) => [...one.childNodes])) {
        if (!(node instanceof Text)) continue;
        const wrapperElement = document.createElement('font');
        node.replaceWith(wrapperElement);
        wrapperElement.append(node);
      }
    });
    const editedMessage = createMessage(1, { content: 'new text', edited_at: new Date().toISOString() });
    await stage.setState({ timelines: { [GROUP_ID]: createTimeline([editedMessage]) } });
    await getMessageText(stage).getByText('new text').waitFor();
    t.equal(await getMessageText(stage).textContent(), 'new text');
  },
);

stageTest(
  'MENTION-1: mentions outside code are highlighted, and mentions of the current user stand out',
  'chat',
  {
    roomId: GROUP_ID,
    state: createChatState({
      timelines: {
        [GROUP_ID]: createTimeline([
          createMessage(1, { content: '**@Ada Byron** @cleo park `@Ada Byron`', mentions: ['ada', 'cleo'] }),
        ]),
      },
    }),
  },
  async (t, stage) => {
    const mentionMarks = getMessageText(stage).locator('mark');
    await mentionMarks.first().waitFor();
    t.same(await mentionMarks.allTextContents(), ['@Ada Byron', '@cleo park']);
    t.same(await getMessageText(stage).locator('.mention-me').allTextContents(), ['@Ada Byron']);
  },
);
