import { ApiError, type ChatClient, type ChatEvents } from '@kcs/chat-client';
import t from 'tap';
import { showEventToasts } from '../../src/toasts/show-event-toasts.ts';
import { createToastBoard } from '../../src/toasts/toast-board.ts';

interface StandInClientOptions {
  readonly knownRooms?: readonly string[];
  readonly openRoomId?: string;
  readonly roomsLoaded?: boolean;
}

/**
 * Starts `showEventToasts` with a stand-in client. Returns a function that emits client events and a function that
 * lists the texts of the toasts.
 */
function startEventToasts({ knownRooms = [], openRoomId, roomsLoaded = true }: StandInClientOptions = {}) {
  const listenerByEvent = new Map<string, (value: never) => void>();
  const knownRoomEntries = Object.fromEntries(knownRooms.map((id) => [id, {}]));
  const standInClient = {
    getState: () => ({ me: { id: 'ada', name: 'Ada' }, rooms: knownRoomEntries, roomsLoaded }),
    on: (name: string, listener: (value: never) => void) => listenerByEvent.set(name, listener),
  };
  const toastBoard = createToastBoard();
  const openedMessages: unknown[] = [];
  showEventToasts(standInClient as unknown as ChatClient, toastBoard, {
    openRoomId: () => openRoomId ?? null,
    openMessage: (...message) => openedMessages.push(message),
  });
  const emitClientEvent = <E extends keyof ChatEvents>(name: E, value: unknown) =>
    listenerByEvent.get(name)?.(value as never);
  return {
    emit: emitClientEvent,
    toastBoard,
    openedMessages,
    texts: () => toastBoard.get().map((toast) => toast.text),
  };
}

const createRoom = (changes: object = {}) => ({
  id: 'r',
  name: 'Engines',
  room_type: 'group',
  my_role: 'member',
  ...changes,
});
const createNewChatNotification = (roomId: string) => ({
  type: 'new_chat',
  body: 'Ben added you to Engines',
  data: { roomId, roomName: 'Engines', initiatorName: 'Ben' },
});

t.test('when a new room appears, a toast announces it and names the person who added the user', async (t) => {
  const { emit, texts } = startEventToasts({ knownRooms: ['known'] });
  emit('notification', createNewChatNotification('known'));
  t.same(texts(), [], 'a redelivered notification');
  emit('notification', createNewChatNotification('r'));
  t.same(texts(), [], 'a room that never appears, because the user has just left it');
  emit('room-added', { room: createRoom() });
  t.same(texts(), ['Ben added you to Engines.']);
  emit('room-added', { room: createRoom({ id: 'other', name: 'Away' }) });
  t.same(texts().slice(1), ['You were added to “Away”.'], 'added while offline');
});

t.test('a toast announces a call that another person starts, unless the room is open', async (t) => {
  const data = { meetingId: 'meet_1', roomId: 'r', roomName: 'Engines', starterName: 'Ben' };
  for (const { startedBy, openRoomId, expected } of [
    { startedBy: 'ben', openRoomId: 'other', expected: ['Ben started a call in “Engines”.'] },
    { startedBy: 'ben', openRoomId: 'r', expected: [] },
    { startedBy: 'ada', openRoomId: 'other', expected: [] },
  ]) {
    const { emit, texts, toastBoard, openedMessages } = startEventToasts({ openRoomId });
    emit('notification', { type: 'meeting_started', title: 'Engines', data: { ...data, startedBy } });
    t.same(texts(), expected);
    toastBoard.get()[0]?.action?.run();
    t.same(
      openedMessages,
      expected.map(() => ['r']),
    );
  }
});

t.test('while the first room list is loading, a toast announces a new room immediately', async (t) => {
  const { emit, texts } = startEventToasts({ roomsLoaded: false });
  emit('notification', createNewChatNotification('r'));
  t.same(texts(), ['Ben added you to Engines.']);
});

t.test('no toast announces a direct room, or a group that the user owns', async (t) => {
  const { emit, texts } = startEventToasts();
  emit('room-added', { room: createRoom({ my_role: 'owner' }) });
  emit('room-added', { room: createRoom({ room_type: 'direct' }) });
  t.same(texts(), []);
});

t.test(
  'a toast says why a room has disappeared, unless the user left the room or hid a direct room',
  async (t) => {
    const { emit, texts } = startEventToasts();
    emit('room-ended', { room: createRoom(), event: null, own: true });
    emit('room-ended', { room: createRoom({ room_type: 'direct' }), event: null, own: false });
    t.same(texts(), []);
    emit('room-ended', { room: createRoom(), event: null, own: false });
    emit('room-ended', { room: createRoom(), event: { kind: 'room-deleted' }, own: false });
    t.same(texts(), ['You are no longer a member of “Engines”.', '“Engines” was deleted.']);
  },
);

t.test(
  'no toast appears for refused messages in the open room or for notifications about the open room',
  async (t) => {
    const { emit, texts } = startEventToasts({ knownRooms: ['open', 'other'], openRoomId: 'open' });
    const createMessageRefusal = (roomId: string) => ({
      item: { roomId, body: { content: 'hello' } },
      error: new ApiError('FORBIDDEN', 'You may not.'),
    });
    emit('message-refused', createMessageRefusal('open'));
    emit('notification', { type: 'mention', title: 'Ben mentioned you', data: { roomId: 'open' } });
    t.same(texts(), []);
    emit('message-refused', createMessageRefusal('other'));
    emit('notification', { type: 'exam', title: 'Exam', body: 'Tomorrow at 9', data: {} });
    t.same(texts(), ['Not sent: “hello”. You may not.', 'Exam: Tomorrow at 9']);
  },
);

t.test('no toast appears when the user is added to the room that is open', async (t) => {
  const { emit, texts } = startEventToasts({ openRoomId: 'r' });
  emit('notification', createNewChatNotification('r'));
  emit('room-added', { room: createRoom() });
  t.same(texts(), []);
});

t.test('a problem event of the chat client shows a toast', async (t) => {
  const { emit, texts } = startEventToasts();
  emit('problem', new ApiError('INTERNAL', 'Something failed.'));
  t.same(texts(), ['Something failed.']);
});

t.test('a toast about a mention opens the message, and the open room shows none', async (t) => {
  const mentionNotification = {
    type: 'mention',
    title: 'Ben mentioned you in Engines',
    body: 'look, @[ada]',
    data: { roomId: 'r', messageSeq: 7 },
  };
  const { emit, texts, toastBoard, openedMessages } = startEventToasts({ knownRooms: ['r'] });
  emit('notification', mentionNotification);
  t.same(texts(), ['Ben mentioned you in Engines: look, @Ada']);
  toastBoard.get()[0]?.action?.run();
  t.same(openedMessages, [['r', 7]]);
  const toastsWhileRoomIsOpen = startEventToasts({ knownRooms: ['r'], openRoomId: 'r' });
  toastsWhileRoomIsOpen.emit('notification', mentionNotification);
  t.same(toastsWhileRoomIsOpen.texts(), []);
});
