import { setImmediate } from 'node:timers/promises';
import type { ChatClient, ChatEvents } from '@kcs/chat-client';
import t, { type Test } from 'tap';
import { showBrowserNotifications } from '../../src/notifications/show-browser-notifications.ts';

const MENTION = {
  id: 'notif_1',
  type: 'mention',
  title: 'Ben mentioned you in Engines',
  body: 'look, @[ada]',
  data: { roomId: 'r', messageSeq: 7 },
};
const MESSAGE = { seq: 7, sender_id: 'ben', sender_name: 'Ben', content: 'Hello', mentions: [] as string[] };

interface ShownNotification {
  readonly title: string;
  readonly body: string;
  onclick?: () => void;
}

/**
 * Starts `showBrowserNotifications` with a stand-in client and a stand-in browser. Returns functions that emit client
 * events, and lists of the shown notifications and of the opened messages.
 */
function startNotifications(t: Test, level: string, { hasFocus = false, permission = 'granted' } = {}) {
  const shown: ShownNotification[] = [];
  const opened: unknown[] = [];
  class StandInNotification implements ShownNotification {
    static permission = permission;
    readonly title: string;
    readonly body: string;
    constructor(title: string, { body }: { readonly body: string }) {
      this.title = title;
      this.body = body;
      shown.push(this);
    }
    close() {}
  }
  const globals = {
    Notification: StandInNotification,
    document: { hasFocus: () => hasFocus },
    window: { focus() {} },
  };
  const before = Object.getOwnPropertyDescriptors(globalThis);
  for (const [name, value] of Object.entries(globals)) {
    Object.defineProperty(globalThis, name, { value, configurable: true });
    t.teardown(() => {
      const descriptor = before[name as keyof typeof before];
      if (descriptor) Object.defineProperty(globalThis, name, descriptor);
      else Reflect.deleteProperty(globalThis, name);
    });
  }
  const summary = { id: 'r', name: 'Engines', room_type: 'group', muted: level === 'none', last_seen_seq: 6 };
  const rooms = { r: { summary: { ...summary, notification_level: level } } };
  const listeners = new Map<string, (value: never) => void>();
  const chat = {
    getState: () => ({ me: { id: 'ada', name: 'Ada' }, rooms }),
    on: (name: string, listener: (value: never) => void) => listeners.set(name, listener),
  };
  showBrowserNotifications(chat as unknown as ChatClient, (...message) => opened.push(message));
  const emit = <E extends keyof ChatEvents>(name: E, value: unknown) => listeners.get(name)?.(value as never);
  const receive = (changes: object = {}) =>
    emit('room-event', { kind: 'message-created', room_id: 'r', data: { ...MESSAGE, ...changes } });
  return { shown, opened, emit, receive, texts: () => shown.map(({ title, body }) => `${title}: ${body}`) };
}

t.test('a mention becomes a browser notification, and a click opens the message', async (t) => {
  const { shown, opened, emit, texts } = startNotifications(t, 'mentions');
  emit('notification', MENTION);
  emit('notification', { ...MENTION, type: 'new_chat' });
  await setImmediate();
  t.same(texts(), ['Ben mentioned you in Engines: look, @Ada']);
  shown[0]?.onclick?.();
  t.same(opened, [['r', 7]]);
});

t.test('ROOM-14: only rooms with the level `all` show notifications of other messages', async (t) => {
  const all = startNotifications(t, 'all');
  all.receive();
  all.receive({ sender_id: 'ada' });
  all.receive({ mentions: ['ada'] });
  all.receive({ seq: 6 });
  await setImmediate();
  t.same(all.texts(), ['Engines: Ben: Hello'], 'no own, seen, or mentioning message');
  for (const level of ['mentions', 'none']) {
    const quiet = startNotifications(t, level);
    quiet.receive();
    await setImmediate();
    t.same(quiet.texts(), [], level);
  }
});

t.test('nothing is shown while the page has the focus, or without permission', async (t) => {
  for (const browser of [{ hasFocus: true }, { permission: 'default' }, { permission: 'denied' }]) {
    const { emit, receive, texts } = startNotifications(t, 'all', browser);
    emit('notification', MENTION);
    receive();
    await setImmediate();
    t.same(texts(), []);
  }
});
