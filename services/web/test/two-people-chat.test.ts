import { fileURLToPath } from 'node:url';
import { startBrowser, startSystem } from '@kcs/testkit';
import t from 'tap';
import { ChatWindow } from './support/chat-window.ts';
import { renewFromCopies } from './support/renew-from-copies.ts';

const BUILT_WEB_FOLDER = fileURLToPath(new URL('../dist', import.meta.url));
/**
 * The number of messages sent before the first login. It is larger than a page of messages, so that scrolling loads
 * more.
 */
const OLD_MESSAGE_COUNT = 130;
const PASSWORD_OF_BOTH_USERS = 'correct horse';

t.test('two people chat in two windows on different gateways', { timeout: 120_000 }, async (t) => {
  const chatSystem = await startSystem(t, {
    gateways: 2,
    haproxy: true,
    // A high rate limit lets the test write the old messages without waiting.
    env: { WEB_ROOT: BUILT_WEB_FOLDER, MESSAGES_PER_SECOND_PER_USER: '1000' },
  });
  const browser = await startBrowser(t, { fakeMedia: true });
  const ada = await chatSystem.user({
    name: 'Ada Byron',
    email: 'ada@school.example',
    password: PASSWORD_OF_BOTH_USERS,
  });
  const ben = await chatSystem.user({
    name: 'Ben Okri',
    email: 'ben@school.example',
    password: PASSWORD_OF_BOTH_USERS,
  });
  const room = await chatSystem.room({ owner: ada, members: [ben], name: 'Engines' });
  for (let n = 1; n <= OLD_MESSAGE_COUNT; n += 1) {
    await ada.request('POST', `/chat/rooms/${room.id}/messages`, { content: `old ${n}` });
  }

  const adaWindow = await ChatWindow.open(browser, chatSystem.frontDoor);
  await adaWindow.logIn('ada@school.example', 'wrong password');
  await adaWindow.waitForText('Wrong email address or password');
  adaWindow.removeProblems('401');
  await adaWindow.logIn('ada@school.example', PASSWORD_OF_BOTH_USERS);
  await adaWindow.openRoom('Engines');

  const benWindow = await ChatWindow.open(browser, chatSystem.frontDoor);
  await benWindow.logIn('ben@school.example', PASSWORD_OF_BOTH_USERS);
  await benWindow.waitForUnreadCount('Engines', OLD_MESSAGE_COUNT > 99 ? '99+' : String(OLD_MESSAGE_COUNT));

  const adminClient = await chatSystem.admin();
  const connectionCounts = await chatSystem.until(async () => {
    const { body } = await adminClient.request('GET', '/chat/admin/websocket-stats');
    const gatewayStats = body.data.gateways as { connections: number }[];
    const countsByGateway = gatewayStats.map((gateway) => gateway.connections);
    return countsByGateway.reduce((sum, count) => sum + count, 0) === 2 && countsByGateway;
  }, 15_000);
  t.strictSame(connectionCounts, [1, 1], 'each window is connected to its own gateway');

  await t.test('an Admin sees the connections of both gateways on the administration page', async (t) => {
    const adminLogin = { email: 'grace@school.example', password: PASSWORD_OF_BOTH_USERS };
    await chatSystem.user({ ...adminLogin, user_type: 'Admin' });
    const adminWindow = await ChatWindow.open(browser, `${chatSystem.frontDoor}/admin`);
    const { page } = adminWindow;
    await adminWindow.logIn(adminLogin.email, adminLogin.password);
    await page.locator('.metric-chart canvas').first().waitFor();
    await page.getByRole('region', { name: 'Gateways' }).getByRole('row').nth(2).waitFor();
    const figure = page.getByRole('figure', { name: 'Live connections' });
    t.equal(await figure.getByRole('listitem').count(), 2);
    await page.getByRole('button', { name: 'Audit log' }).click();
    await page.getByRole('region', { name: 'Audit log' }).getByText('user.created').first().waitFor();
    t.strictSame(adminWindow.problems, []);
    await page.close();
  });

  await t.test('the server sends the page script compressed', async (t) => {
    const pageHtml = await (await fetch(chatSystem.frontDoor)).text();
    const scriptPath = /\/assets\/[^"]+\.js/.exec(pageHtml)?.[0] ?? '';
    for (const encoding of ['br', 'gzip']) {
      const { headers } = await fetch(`${chatSystem.frontDoor}${scriptPath}`, {
        headers: { 'accept-encoding': encoding },
      });
      t.equal(headers.get('content-encoding'), encoding);
    }
  });

  await t.test(
    'a room opens at the first unread message, and only messages that were on the screen become read',
    async (t) => {
      await benWindow.openRoom('Engines');
      await benWindow.waitForText('old 1');
      await benWindow.waitForText('new since');
      await benWindow.waitForUnreadCount('Engines', '99+');
      t.strictSame(
        await benWindow.readToEnd(),
        Array.from({ length: OLD_MESSAGE_COUNT }, (_, n) => `old ${n + 1}`),
        'all messages, in order, each once',
      );
      await adaWindow.waitForTicks('old 130', 'Seen');
    },
  );

  await t.test('Ctrl+K finds an old message on the server, and Enter opens it in its room', async () => {
    await benWindow.press('Control+k');
    await benWindow.page.getByRole('combobox').fill('from:"Ada Byron" "old 57"');
    await benWindow.waitForSelectedResult('old 57');
    await benWindow.press('Enter');
    await benWindow.waitForVisibleMessage('old 57');
    await benWindow.readToEnd();
  });

  await t.test(
    'the other window shows who is typing and then the message, and the sender’s ticks change to "Seen"',
    async () => {
      await adaWindow.focus();
      await adaWindow.type('Does the engine run?');
      await benWindow.waitForTyping('Ada Byron');
      await adaWindow.press('Enter');
      await benWindow.waitForMessage('Does the engine run?');
      await benWindow.waitForTyping('');
      await benWindow.focus();
      await adaWindow.waitForTicks('Does the engine run?', 'Seen');
      await benWindow.send('Since this morning.');
      await adaWindow.waitForMessage('Since this morning.');
    },
  );

  await t.test(
    'in a call, each window shows the other person’s picture until the call is ended',
    async () => {
      await adaWindow.enterCall('Start a call');
      await benWindow.enterCall('Join call');
      await adaWindow.waitForPicture('Ben Okri');
      await benWindow.waitForPicture('Ada Byron');
      await adaWindow.page.getByRole('button', { name: 'End for everyone' }).click();
      await adaWindow.page.getByRole('dialog').getByRole('button', { name: 'End the call' }).click();
      await benWindow.dismissEndedCall();
      await adaWindow.dismissEndedCall();
      await adaWindow.waitForMessage('Since this morning.');
    },
  );

  await t.test('a reaction, an edit, and a deletion reach the other window', async () => {
    await adaWindow.react('Since this morning.', '🎉');
    await benWindow.waitForReaction('Since this morning.', '🎉');
    await benWindow.edit('Since this morning.', 'Since noon.');
    await adaWindow.waitForMessage('Since noon.');
    await benWindow.remove('Since noon.');
    await adaWindow.waitForMessage('Message deleted');
  });

  await t.test(
    'a new room name reaches the other window, but muting the room affects only the user who mutes it',
    async (t) => {
      await adaWindow.rename('Difference engines');
      await benWindow.openRoom('Difference engines');
      await benWindow.waitForText('The group is now called “Difference engines”');
      await benWindow.mute('Difference engines');
      const { body } = await ada.request('GET', `/chat/rooms/${room.id}`);
      t.match(body.data, { name: 'Difference engines', muted: false });
    },
  );

  await t.test(
    'in a narrow window, Escape closes the members panel, and the reaction menu is completely visible',
    async (t) => {
      await adaWindow.resize(360);
      await adaWindow.checkEscapeInMembersPanel();
      const menuMargins = await adaWindow.reactionMargins('Does the engine run?');
      t.ok(
        menuMargins.every((margin) => margin >= 0),
        `margins of ${menuMargins.join(' and ')} px`,
      );
      await adaWindow.resize(1300);
    },
  );

  await t.test('a new room appears in the other window without a reload', async () => {
    await adaWindow.startDirectRoom('Ben Okri');
    await adaWindow.send('Only for you.');
    await benWindow.waitForUnreadCount('Ada Byron', '1');
    await benWindow.openRoom('Ada Byron');
    await benWindow.waitForMessage('Only for you.');
    await adaWindow.waitForTicks('Only for you.', 'Seen');
  });

  await t.test("a reload keeps the session, the open room, and the room's messages", async () => {
    await adaWindow.page.reload();
    await adaWindow.waitForMessage('Only for you.');
    await adaWindow.send('Still here.');
    await benWindow.waitForMessage('Still here.');
  });

  await t.test(
    'AUTH-20: a renewal from an outdated copy of the session in the same browser does not end the session',
    async (t) => {
      t.strictSame(await renewFromCopies(adaWindow.page), { outdatedCopy: 401, livingTab: 200 });
    },
  );

  await t.test(
    'a person’s presence is first online, then busy, and then offline after their last window closes',
    async () => {
      await adaWindow.waitForPresence('Ben Okri', 'Online');
      await benWindow.chooseStatus('Busy');
      await adaWindow.waitForPresence('Ben Okri', 'Busy');
      t.strictSame(benWindow.problems, [], 'no error in the console');
      await benWindow.close();
      await adaWindow.waitForPresence('Ben Okri', 'Offline');
    },
  );

  await t.test('a message that is written while no gateway is running is still stored', async () => {
    await Promise.all(chatSystem.gateways.map((gateway) => gateway.kill()));
    await adaWindow.waitForText('Reconnecting');
    await adaWindow.send('Written while away.');
    await adaWindow.waitUntilStored('Written while away.');
  });

  await t.test(
    'without browser storage, the browser asks for confirmation before leaving a page that has an unsent message',
    async (t) => {
      const removeIndexedDb = () => Object.defineProperty(globalThis, 'indexedDB', { value: undefined });
      const windowWithoutStorage = await ChatWindow.open(browser, chatSystem.frontDoor, removeIndexedDb);
      await windowWithoutStorage.logIn('ben@school.example', PASSWORD_OF_BOTH_USERS);
      await windowWithoutStorage.openRoom('Engines');
      await windowWithoutStorage.failSending();
      await windowWithoutStorage.send('Nowhere else.');
      await windowWithoutStorage.waitUntilPending('Nowhere else.');
      t.equal(await windowWithoutStorage.cancelReload(), 'beforeunload');
      await windowWithoutStorage.failSending(false);
      await windowWithoutStorage.waitUntilStored('Nowhere else.');
      await windowWithoutStorage.close();
    },
  );

  await t.test(
    'a message that is written offline survives a reload with slow browser storage, and is stored only once',
    async (t) => {
      await adaWindow.failSending();
      await adaWindow.send('Written offline.');
      await adaWindow.waitUntilPending('Written offline.');
      await adaWindow.reloadWithSlowStorage(9_000);
      await adaWindow.waitUntilPending('Written offline.');
      await adaWindow.cancelLogOut('One message has not been sent yet.');
      await adaWindow.failSending(false);
      await Promise.all(chatSystem.gateways.map((gateway) => gateway.start()));
      await adaWindow.waitUntilStored('Written offline.');
      await adaWindow.waitUntilConnected();
      const { body } = await ben.request('GET', '/chat/rooms');
      const roomsOfBen = body.data as { id: string; room_type: string }[];
      const directRoom = roomsOfBen.find((one) => one.room_type === 'direct');
      const { body: history } = await ben.request('GET', `/chat/rooms/${directRoom?.id}/messages`);
      const messageTexts = (history.data as { content: string }[]).map(({ content }) => content);
      t.strictSame(messageTexts.filter((text) => text.startsWith('Written')).reverse(), [
        'Written while away.',
        'Written offline.',
      ]);
      adaWindow.removeProblems('503', 'ERR_', 'WebSocket');
    },
  );

  await t.test(
    'when another device ends the session, the login page opens and shows the reason',
    async () => {
      const sessionsResponse = await ada.request('GET', '/auth/sessions');
      for (const session of sessionsResponse.body.data as { id: string; current: boolean }[]) {
        if (!session.current) await ada.request('DELETE', `/auth/sessions/${session.id}`);
      }
      await adaWindow.waitForText('ended from another device');
    },
  );
  adaWindow.removeProblems('401');
  t.strictSame(adaWindow.problems, [], 'no other error in the console');
  chatSystem.assertNoSecretsInLogs(t);
});
