import { createMessage, SENT_BY_ADA } from '../support/sample-data.ts';
import { stageTest } from '../support/stage.ts';
import { createGroupOptions, createMessages, getMessageRow } from '../support/timeline-page.ts';

const LONG_TEXT = 'Line\n'.repeat(60);

stageTest(
  'a printout shows every loaded message with its sender and full time, spans several pages, and omits the sidebar',
  'chat',
  createGroupOptions([
    ...createMessages(1, 98),
    createMessage(99, { ...SENT_BY_ADA, content: LONG_TEXT }),
    createMessage(100),
  ]),
  async (t, stage) => {
    const { page } = stage;
    await getMessageRow(stage, 'Message 100').waitFor();
    await page.emulateMedia({ media: 'print' });
    await page.evaluate(() => window.dispatchEvent(new Event('beforeprint')));
    await page.locator('[data-seq="1"]').waitFor();
    t.equal(await page.locator('[data-seq]').count(), 100);
    for (const hidden of ['.sidebar', '.members', '.composer', '.room-head .icon-button', '.day-pill']) {
      t.notOk(await page.locator(hidden).first().isVisible(), `${hidden} is not printed`);
    }
    const ownMessage = page.locator('[data-seq="99"]');
    const readPrintedStyle = (selector: string, pseudo: string) =>
      ownMessage
        .locator(selector)
        .evaluate((element, part) => getComputedStyle(element, part).content, pseudo);
    t.equal(await readPrintedStyle('.sender-hidden', '::before'), '"Ada Byron"');
    t.match(await readPrintedStyle('time', '::after'), /^"\w+day, .* \d{4}.* \d+:\d\d/);
    t.ok(await ownMessage.evaluate(({ clientHeight }) => clientHeight > 1_000), 'the long text is not cut');
    const pdfText = (await page.pdf()).toString('latin1');
    const pageCount = pdfText.match(/\/Type ?\/Page\b/g)?.length ?? 0;
    t.ok(pageCount > 3 && pageCount < 20, `${pageCount} pages`);
    await page.evaluate(() => window.dispatchEvent(new Event('afterprint')));
    await page.emulateMedia({ media: null });
    await page.waitForFunction(() => document.querySelectorAll('[data-seq]').length < 80);
  },
);
