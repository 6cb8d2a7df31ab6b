import { fileURLToPath } from 'node:url';
import { startBrowser, startSystem } from '@kcs/testkit';
import t from 'tap';
import { ChatWindow } from './support/chat-window.ts';

const WEB_ROOT = fileURLToPath(new URL('../dist', import.meta.url));
/** Two pages of messages load without scrolling. This number is larger, so that scrolling loads more. */
const OLD_MESSAGES = 130;
const PASSWORD = 'correct horse';

t.test('two people chat in two windows on different gateways', { timeout: 120_000 }, async (t) => {
  const system = await startSystem(t, {
    gateways: 2,
    haproxy: true,
    // A high rate limit lets the test write the old messages without waiting.
    env: { WEB_ROOT, MESSAGES_PER_SECOND_PER_USER: '1000' },
  });
  const browser = await startBrowser(t);
  const ada = await system.user({ name: 'Ada Byron', email: 'ada@school.example', password: PASSWORD });
  const ben = await system.user({ name: 'Ben Okri', email: 'ben@school.example', password: PASSWORD });
  const room = await system.room({ owner: ada, members: [ben], name: 'Engines' });
  for (let n = 1; n <= OLD_MESSAGES; n += 1) {
    await ada.rest('POST', `/chat/rooms/${room.id}/messages`, { content: `old ${n}` });
  }

  const adas = await ChatWindow.open(browser, system.frontDoor);
  await adas.logIn('ada@school.example', 'wrong password');
  await adas.sees('Wrong email address or password');
  adas.forgetProblems('401');
  await adas.logIn('ada@school.example', PASSWORD);
  await adas.openRoom('Engines');

  const bens = await ChatWindow.open(browser, system.frontDoor);
  await bens.logIn('ben@school.example', PASSWORD);
  await bens.unread('Engines', OLD_MESSAGES > 99 ? '99+' : String(OLD_MESSAGES));

  const admin = await system.admin();
  const spread = await system.until(async () => {
    const { body } = await admin.rest('GET', '/chat/admin/websocket-stats');
    const gateways = body.data.gateways as { connections: number }[];
    const counts = gateways.map((gateway) => gateway.connections);
    return counts.reduce((sum, count) => sum + count, 0) === 2 && counts;
  }, 15_000);
  t.strictSame(spread, [1, 1], 'each window is connected to its own gateway');

  await t.test(
    'a room opens at the first unread message, and older pages load when scrolling up',
    async (t) => {
      await bens.openRoom('Engines');
      await bens.sees('old 130');
      await bens.scrollToTop(OLD_MESSAGES);
      t.strictSame(
        await bens.messages(),
        Array.from({ length: OLD_MESSAGES }, (_, n) => `old ${n + 1}`),
        'all messages, in order, each once',
      );
      await bens.toEnd();
    },
  );

  await t.test(
    'the other window shows typing and then the message, and the sender’s ticks change',
    async () => {
      await adas.focus();
      await adas.type('Does the engine run?');
      await bens.typing('Ada Byron is typing');
      await adas.press('Enter');
      await bens.message('Does the engine run?');
      await bens.typing('');
      await bens.focus();
      await adas.ticks('Does the engine run?', 'Seen');
      await bens.send('Since this morning.');
      await adas.message('Since this morning.');
    },
  );

  await t.test('a reaction, an edit and a deletion reach the other window', async () => {
    await adas.react('Since this morning.', '🎉');
    await bens.reaction('Since this morning.', '🎉');
    await bens.edit('Since this morning.', 'Since noon.');
    await adas.message('Since noon.');
    await bens.remove('Since noon.');
    await adas.message('Message deleted');
  });

  await t.test('a new room name reaches the other window, but muting does not', async (t) => {
    await adas.rename('Difference engines');
    await bens.openRoom('Difference engines');
    await bens.sees('The group is now called “Difference engines”');
    await bens.mute('Difference engines');
    const { body } = await ada.rest('GET', `/chat/rooms/${room.id}`);
    t.match(body.data, { name: 'Difference engines', muted: false });
  });

  await t.test(
    'in a narrow window, Escape closes the members panel, and the reaction menu fits',
    async (t) => {
      await adas.resize(360);
      await adas.escapeFromMembers();
      const margins = await adas.reactionMargins('Does the engine run?');
      t.ok(
        margins.every((margin) => margin >= 0),
        `margins of ${margins.join(' and ')} px`,
      );
      await adas.resize(1300);
    },
  );

  await t.test('a new room appears in the other window without a reload', async () => {
    await adas.newDirect('Ben Okri');
    await adas.send('Only for you.');
    await bens.unread('Ada Byron', '1');
    await bens.openRoom('Ada Byron');
    await bens.message('Only for you.');
    await adas.ticks('Only for you.', 'Seen');
  });

  await t.test('a reload keeps the session, the room and its messages', async () => {
    await adas.page.reload();
    await adas.message('Only for you.');
    await adas.send('Still here.');
    await bens.message('Still here.');
  });

  await t.test('presence is online, then busy, then offline after the last window is closed', async () => {
    await adas.presenceOf('Ben Okri', 'Online');
    await bens.chooseStatus('Busy');
    await adas.presenceOf('Ben Okri', 'Busy');
    t.strictSame(bens.problems, [], 'no error in the console');
    await bens.close();
    await adas.presenceOf('Ben Okri', 'Offline');
  });

  await t.test('a message written while no gateway runs is stored afterwards', async () => {
    await Promise.all(system.gateways.map((gateway) => gateway.kill()));
    await adas.sees('Reconnecting');
    await adas.send('Written while away.');
    await adas.stored('Written while away.');
  });

  await t.test(
    'without storage, the browser asks before it leaves a page with an unsent message',
    async (t) => {
      const noStorage = () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
      const window = await ChatWindow.open(browser, system.frontDoor, noStorage);
      await window.logIn('ben@school.example', PASSWORD);
      await window.openRoom('Engines');
      await window.cutSending();
      await window.send('Nowhere else.');
      await window.waiting('Nowhere else.');
      t.equal(await window.cancelReload(), 'beforeunload');
      await window.cutSending(false);
      await window.stored('Nowhere else.');
      await window.close();
    },
  );

  await t.test(
    'a message written offline survives a reload with slow storage, and is stored once',
    async (t) => {
      await adas.cutSending();
      await adas.send('Written offline.');
      await adas.waiting('Written offline.');
      await adas.reloadWithSlowStorage(9_000);
      await adas.waiting('Written offline.');
      await adas.cancelLogOut('One message has not been sent yet.');
      await adas.cutSending(false);
      await Promise.all(system.gateways.map((gateway) => gateway.start()));
      await adas.stored('Written offline.');
      await adas.connected();
      const { body } = await ben.rest('GET', '/chat/rooms');
      const rooms = body.data as { id: string; room_type: string }[];
      const direct = rooms.find((one) => one.room_type === 'direct');
      const { body: history } = await ben.rest('GET', `/chat/rooms/${direct?.id}/messages`);
      const texts = (history.data as { content: string }[]).map(({ content }) => content);
      t.strictSame(texts.filter((text) => text.startsWith('Written')).reverse(), [
        'Written while away.',
        'Written offline.',
      ]);
      adas.forgetProblems('503', 'ERR_', 'WebSocket');
    },
  );

  await t.test('when a session is ended elsewhere, the login page opens and shows the reason', async () => {
    const sessions = await ada.rest('GET', '/auth/sessions');
    for (const session of sessions.body.data as { id: string; current: boolean }[]) {
      if (!session.current) await ada.rest('DELETE', `/auth/sessions/${session.id}`);
    }
    await adas.sees('ended from another device');
  });
  adas.forgetProblems('401');
  t.strictSame(adas.problems, [], 'no other error in the console');
  system.assertNoSecretsInLogs(t);
});
