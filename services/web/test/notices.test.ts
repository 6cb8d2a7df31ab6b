import { ApiError, type ChatClient, type ChatEvents } from '@kcs/chat-client';
import t from 'tap';
import { tellEvents } from '../src/toasts/show-event-toasts.ts';
import { createNoticeBoard } from '../src/toasts/toast-board.ts';

/** Stands in for a running client: tells events of rooms that the page knows or not. */
function playing(knownRooms: string[], openRoomId: string | null = null, roomsLoaded = true) {
  const listeners = new Map<string, (value: never) => void>();
  const rooms = Object.fromEntries(knownRooms.map((id) => [id, {}]));
  const chat = {
    getState: () => ({ me: { name: 'Ada' }, rooms, roomsLoaded }),
    on: (name: string, listener: (value: never) => void) => listeners.set(name, listener),
  };
  const board = createNoticeBoard();
  tellEvents(chat as unknown as ChatClient, board, () => openRoomId);
  const tell = <E extends keyof ChatEvents>(name: E, value: unknown) => listeners.get(name)?.(value as never);
  return { tell, board, texts: () => board.get().map((notice) => notice.text) };
}

const room = (more: object = {}) => ({
  id: 'r',
  name: 'Engines',
  room_type: 'group',
  my_role: 'member',
  ...more,
});
const newChat = (roomId: string) => ({
  type: 'new_chat',
  body: 'Ben added you to Engines',
  data: { roomId, roomName: 'Engines', initiatorName: 'Ben' },
});

t.test('being added to a room is told once, with the name of who did it where that is known', async (t) => {
  const { tell, texts } = playing(['known']);
  tell('notification', newChat('known'));
  t.same(texts(), [], 'a redelivery');
  tell('notification', newChat('r'));
  t.same(texts(), [], 'nothing of a room that does not come up, as one that was just left');
  tell('room-added', { room: room() });
  t.same(texts(), ['Ben added you to Engines.']);
  tell('room-added', { room: room({ id: 'other', name: 'Away' }) });
  t.same(texts().slice(1), ['You were added to “Away”.'], 'nobody told, while away');
});

t.test('being added while the first list is on its way is told at once', async (t) => {
  const { tell, texts } = playing([], null, false);
  tell('notification', newChat('r'));
  t.same(texts(), ['Ben added you to Engines.']);
});

t.test('a room of one’s own and a direct one come without a word', async (t) => {
  const { tell, texts } = playing([]);
  tell('room-added', { room: room({ my_role: 'owner' }) });
  tell('room-added', { room: room({ room_type: 'direct' }) });
  t.same(texts(), []);
});

t.test(
  'the end of a room is told, unless it is one’s own doing or a direct room is only hidden',
  async (t) => {
    const { tell, texts } = playing([]);
    tell('room-ended', { room: room(), event: null, own: true });
    tell('room-ended', { room: room({ room_type: 'direct' }), event: null, own: false });
    t.same(texts(), []);
    tell('room-ended', { room: room(), event: null, own: false });
    tell('room-ended', { room: room(), event: { kind: 'room-deleted' }, own: false });
    t.same(texts(), ['You are no longer a member of “Engines”.', '“Engines” was deleted.']);
  },
);

t.test('what is refused or notified is told where the open room does not show it', async (t) => {
  const { tell, texts } = playing(['open', 'other'], 'open');
  const refusal = (roomId: string) => ({
    item: { roomId, body: { content: 'hello' } },
    error: new ApiError('FORBIDDEN', 'You may not.'),
  });
  tell('message-refused', refusal('open'));
  tell('notification', { type: 'mention', title: 'Ben mentioned you', data: { roomId: 'open' } });
  t.same(texts(), []);
  tell('message-refused', refusal('other'));
  tell('notification', { type: 'exam', title: 'Exam', body: 'Tomorrow at 9', data: {} });
  t.same(texts(), ['Not sent: “hello”. You may not.', 'Exam: Tomorrow at 9']);
});

t.test('the newest three stay, each text once, and the end of the session is not among them', async (t) => {
  const { board, texts, tell } = playing([]);
  for (const text of ['a', 'b', 'a', 'c', 'd']) board.inform(text);
  t.same(texts(), ['a', 'c', 'd']);
  tell('problem', new ApiError('UNAUTHENTICATED', 'over'));
  t.same(texts(), ['a', 'c', 'd']);
  board.dismiss(board.get()[1]?.id ?? -1);
  t.same(texts(), ['a', 'd']);
});
