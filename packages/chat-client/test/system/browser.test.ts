import { CuttableProxy, startBrowser, startSystem } from '@kcs/testkit';
import t from 'tap';
import { servePage } from '../support/serve-page.ts';

t.test(
  '100 messages written offline across three reloads are stored exactly once and in order, even with a second tab',
  async (t) => {
    const system = await startSystem(t, { gateways: 1 });
    const ada = await system.user({ email: 'ada@school.example', password: 'password-of-ada' });
    const room = await system.room({ owner: ada });
    const [api, sockets] = await Promise.all([
      CuttableProxy.start(system.frontDoor),
      CuttableProxy.start(system.socketUrl),
    ]);
    t.teardown(() => Promise.all([api.stop(), sockets.stop()]));
    const origin = await servePage(t);
    const browser = await startBrowser(t);
    const context = await browser.newContext();
    const address = `${origin}/?${new URLSearchParams({
      url: api.through(system.frontDoor),
      sockets: sockets.through(system.socketUrl),
      email: 'ada@school.example',
      password: 'password-of-ada',
    })}`;
    const open = async () => {
      const page = await context.newPage();
      await page.goto(address);
      await page.evaluate(() => window.testPage.then(() => true));
      return page;
    };
    const pendingIn = (page: Awaited<ReturnType<typeof open>>) =>
      page.evaluate(
        async (roomId) =>
          (await window.testPage).chat.getState().pending[roomId]?.map(({ body }) => body.content) ?? [],
        room.id,
      );

    const first = await open();
    await system.until(() => first.evaluate(async () => (await window.testPage).chat.getState().caughtUp));
    api.cut();
    sockets.cut();
    const expected: string[] = [];
    for (let part = 0; part < 4; part += 1) {
      const contents = Array.from({ length: 25 }, (_, n) => `message ${part * 25 + n}`);
      expected.push(...contents);
      await first.evaluate(
        async ([roomId, texts]) => {
          const { chat } = await window.testPage;
          for (const content of texts) await chat.send(roomId, { content });
        },
        [room.id, contents] as const,
      );
      if (part < 3) {
        await first.reload();
        await first.evaluate(() => window.testPage.then(() => true));
      }
    }
    const second = await open();
    await system.until(async () => (await pendingIn(second)).length === 100);
    t.same(await pendingIn(second), expected, 'the other tab shows the waiting messages');
    await system.until(async () => (await pendingIn(first)).length === 100);

    api.mend();
    sockets.mend();
    await system.until(async () => (await pendingIn(first)).length < 90, 20_000);
    // If the first tab is the one that sends, the second tab takes over.
    await first.close();
    await system.until(async () => (await pendingIn(second)).length === 0, 60_000);
    const { body } = await ada.request('GET', `/chat/rooms/${room.id}/messages?limit=100`);
    const stored = body.data.map((message: { content: string }) => message.content).reverse();
    t.same(stored, expected);
    const { body: summary } = await ada.request('GET', `/chat/rooms/${room.id}`);
    t.equal(summary.data.last_seq, 101, 'the creation and 100 messages');
    await second.evaluate(async (roomId) => (await window.testPage).chat.open(roomId), room.id);
    t.equal(
      await second.evaluate(
        async (roomId) => (await window.testPage).chat.getState().timelines[roomId]?.messages.at(-1)?.content,
        room.id,
      ),
      'message 99',
    );
  },
);
