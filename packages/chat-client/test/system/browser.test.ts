import { CuttableProxy, startBrowser } from '@kcs/testkit';
import t from 'tap';
import { startPageServer } from '../support/serve-page.ts';
import { getSharedSystem } from './shared-system.ts';

t.test(
  '100 messages written offline across three reloads are stored exactly once and in order, even with a second tab',
  async (t) => {
    const runningSystem = await getSharedSystem();
    const ada = await runningSystem.user({ email: 'ada@tabs.example', password: 'password-of-ada' });
    const room = await runningSystem.room({ owner: ada });
    const [api, sockets] = await Promise.all([
      CuttableProxy.start(runningSystem.frontDoor),
      CuttableProxy.start(runningSystem.socketUrl),
    ]);
    t.teardown(() => Promise.all([api.stop(), sockets.stop()]));
    const pageOrigin = await startPageServer(t);
    const browser = await startBrowser(t);
    const browserContext = await browser.newContext();
    const pageAddress = `${pageOrigin}/?${new URLSearchParams({
      url: api.through(runningSystem.frontDoor),
      sockets: sockets.through(runningSystem.socketUrl),
      email: 'ada@tabs.example',
      password: 'password-of-ada',
    })}`;
    const openTab = async () => {
      const page = await browserContext.newPage();
      await page.goto(pageAddress);
      await page.evaluate(() => window.testPage.then(() => true));
      return page;
    };
    const listPendingMessageTexts = (page: Awaited<ReturnType<typeof openTab>>) =>
      page.evaluate(
        async (roomId) =>
          (await window.testPage).chat.getState().pending[roomId]?.map(({ body }) => body.content) ?? [],
        room.id,
      );

    const firstTab = await openTab();
    await runningSystem.until(() =>
      firstTab.evaluate(async () => (await window.testPage).chat.getState().caughtUp),
    );
    api.cut();
    sockets.cut();
    const expectedMessageTexts: string[] = [];
    for (let part = 0; part < 4; part += 1) {
      const newMessageTexts = Array.from({ length: 25 }, (_, n) => `message ${part * 25 + n}`);
      expectedMessageTexts.push(...newMessageTexts);
      await firstTab.evaluate(
        async ([roomId, texts]) => {
          const { chat } = await window.testPage;
          for (const content of texts) await chat.send(roomId, { content });
        },
        [room.id, newMessageTexts] as const,
      );
      if (part < 3) {
        await firstTab.reload();
        await firstTab.evaluate(() => window.testPage.then(() => true));
      }
    }
    const secondTab = await openTab();
    await runningSystem.until(async () => (await listPendingMessageTexts(secondTab)).length === 100);
    t.same(
      await listPendingMessageTexts(secondTab),
      expectedMessageTexts,
      'the other tab shows the waiting messages',
    );
    await runningSystem.until(async () => (await listPendingMessageTexts(firstTab)).length === 100);

    api.mend();
    sockets.mend();
    await runningSystem.until(async () => (await listPendingMessageTexts(firstTab)).length < 90, 20_000);
    // After the first tab closes, the second tab must send the remaining messages.
    await firstTab.close();
    await runningSystem.until(async () => (await listPendingMessageTexts(secondTab)).length === 0, 60_000);
    const { body } = await ada.request('GET', `/chat/rooms/${room.id}/messages?limit=100`);
    const storedMessageTexts = body.data.map((message: { content: string }) => message.content).reverse();
    t.same(storedMessageTexts, expectedMessageTexts);
    const { body: summary } = await ada.request('GET', `/chat/rooms/${room.id}`);
    t.equal(summary.data.last_seq, 101, 'the creation and 100 messages');
    await secondTab.evaluate(async (roomId) => (await window.testPage).chat.open(roomId), room.id);
    t.equal(
      await secondTab.evaluate(
        async (roomId) => (await window.testPage).chat.getState().timelines[roomId]?.messages.at(-1)?.content,
        room.id,
      ),
      'message 99',
    );
  },
);
