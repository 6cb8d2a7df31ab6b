import { setImmediate } from 'node:timers/promises';
import type { ChatClient, ChatEvents } from '@kcs/chat-client';
import t, { type Test } from 'tap';
import { showBrowserNotifications } from '../../src/notifications/show-browser-notifications.ts';
import { setStandInGlobals } from '../support/stand-in-globals.ts';

const MENTION_NOTIFICATION = {
  id: 'notif_1',
  type: 'mention',
  title: 'Ben mentioned you in Engines',
  body: 'look, @[ada]',
  data: { roomId: 'r', messageSeq: 7 },
};
const CALL_NOTIFICATION = {
  id: 'notif_2',
  type: 'meeting_started',
  title: 'Engines',
  body: 'Ben started a meeting',
  data: { meetingId: 'meet_1', roomId: 'r', roomName: 'Engines', startedBy: 'ben', starterName: 'Ben' },
};
const MESSAGE_FROM_BEN = {
  seq: 7,
  sender_id: 'ben',
  sender_name: 'Ben',
  content: 'Hello',
  mentions: [] as string[],
};

interface ShownNotification {
  readonly title: string;
  readonly body: string;
  onclick?: () => void;
}

/**
 * Starts `showBrowserNotifications` with a stand-in client and a stand-in browser. Returns functions that emit client
 * events, and lists of the notifications that were shown and the messages that were opened.
 */
function startBrowserNotifications(
  t: Test,
  level: string,
  { hasFocus = false, permission = 'granted' } = {},
) {
  const shownNotifications: ShownNotification[] = [];
  const openedMessages: unknown[] = [];
  const markedIds: string[] = [];
  class StandInNotification implements ShownNotification {
    static permission = permission;
    readonly title: string;
    readonly body: string;
    constructor(title: string, { body }: { readonly body: string }) {
      this.title = title;
      this.body = body;
      shownNotifications.push(this);
    }
    close() {}
  }
  setStandInGlobals(t, {
    Notification: StandInNotification,
    document: { hasFocus: () => hasFocus },
    window: { focus() {}, open: (...args: unknown[]) => openedMessages.push(args) },
    location: { origin: 'https://chat.school.example' },
  });
  const roomSummary = {
    id: 'r',
    name: 'Engines',
    room_type: 'group',
    muted: level === 'none',
    last_seen_seq: 6,
  };
  const roomEntryById = { r: { summary: { ...roomSummary, notification_level: level } } };
  const listenerByEvent = new Map<string, (value: never) => void>();
  const standInChat = {
    getState: () => ({ me: { id: 'ada', name: 'Ada' }, rooms: roomEntryById }),
    on: (name: string, listener: (value: never) => void) => listenerByEvent.set(name, listener),
    markNotificationsSeen: async ({ ids }: { ids: string[] }) => void markedIds.push(...ids),
  };
  showBrowserNotifications(standInChat as unknown as ChatClient, (...message) =>
    openedMessages.push(message),
  );
  const emitChatEvent = <E extends keyof ChatEvents>(name: E, value: unknown) =>
    listenerByEvent.get(name)?.(value as never);
  const receiveMessage = (changes: object = {}) =>
    emitChatEvent('room-event', {
      kind: 'message-created',
      room_id: 'r',
      data: { ...MESSAGE_FROM_BEN, ...changes },
    });
  return {
    shown: shownNotifications,
    opened: openedMessages,
    marked: markedIds,
    emit: emitChatEvent,
    receive: receiveMessage,
    texts: () => shownNotifications.map(({ title, body }) => `${title}: ${body}`),
  };
}

t.test('a mention causes a browser notification, and a click on it opens the message', async (t) => {
  const { shown, opened, emit, texts } = startBrowserNotifications(t, 'mentions');
  emit('notification', MENTION_NOTIFICATION);
  emit('notification', { ...MENTION_NOTIFICATION, type: 'new_chat' });
  await setImmediate();
  t.same(texts(), ['Ben mentioned you in Engines: look, @Ada']);
  shown[0]?.onclick?.();
  t.same(opened, [['r', 7]]);
});

t.test(
  'a notification from another service is shown unless its urgency is low, and a click opens it',
  async (t) => {
    const { shown, opened, marked, emit, texts } = startBrowserNotifications(t, 'none');
    const homework = { id: 'notif_2', type: 'homework', source: 'homework', body: 'Page 12', data: {} };
    emit('notification', { ...homework, title: 'Due', urgency: 'normal', url: '/homework/1' });
    emit('notification', { ...homework, urgency: 'high', url: '/#/rooms/room_1' });
    emit('notification', { ...homework, title: 'Quiet', urgency: 'low' });
    await setImmediate();
    t.same(texts(), ['Due: Page 12', 'homework: Page 12']);
    for (const { onclick } of shown) onclick?.();
    t.same(opened, [['https://chat.school.example/homework/1', '_blank', 'noopener'], ['room_1']]);
    t.same(marked, ['notif_2', 'notif_2']);
  },
);

t.test('ROOM-14: messages without a mention cause notifications only at level `all`', async (t) => {
  const stageForAllMessages = startBrowserNotifications(t, 'all');
  stageForAllMessages.receive();
  stageForAllMessages.receive({ sender_id: 'ada' });
  stageForAllMessages.receive({ mentions: ['ada'] });
  stageForAllMessages.receive({ seq: 6 });
  await setImmediate();
  t.same(stageForAllMessages.texts(), ['Engines: Ben: Hello'], 'no own, seen, or mentioning message');
  for (const level of ['mentions', 'none']) {
    const stageForLevel = startBrowserNotifications(t, level);
    stageForLevel.receive();
    await setImmediate();
    t.same(stageForLevel.texts(), [], level);
  }
});

t.test('a call that another person starts causes a notification, except at the level `none`', async (t) => {
  for (const level of ['all', 'mentions', 'none']) {
    const { shown, opened, emit, texts } = startBrowserNotifications(t, level);
    emit('notification', CALL_NOTIFICATION);
    emit('notification', { ...CALL_NOTIFICATION, data: { ...CALL_NOTIFICATION.data, startedBy: 'ada' } });
    await setImmediate();
    t.same(texts(), level === 'none' ? [] : ['Engines: Ben started a call in “Engines”.'], level);
    shown[0]?.onclick?.();
    t.same(opened, level === 'none' ? [] : [['r']], level);
  }
});

t.test('no notification is shown while the page has the focus, or without permission', async (t) => {
  for (const browser of [{ hasFocus: true }, { permission: 'default' }, { permission: 'denied' }]) {
    const { emit, receive, texts } = startBrowserNotifications(t, 'all', browser);
    emit('notification', MENTION_NOTIFICATION);
    receive();
    await setImmediate();
    t.same(texts(), []);
  }
});
