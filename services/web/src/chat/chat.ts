import type { Message, PresenceStatus, RoomType } from '@kcs/contracts';
import { asApiError } from '../api/api-error.ts';
import { chatApi } from '../api/chat-api.ts';
import type { Session } from '../api/session.ts';
import { ask } from '../realtime/ask.ts';
import { connect } from '../realtime/connection.ts';
import { initialState } from '../state/chat-state.ts';
import { reduce } from '../state/reduce.ts';
import { createStore } from '../state/store.ts';
import { loadOlder, openTimeline } from './history.ts';
import { listen } from './listen.ts';
import { complain, type Parts } from './parts.ts';
import { loadDirectPeople, loadPresence, loadRoster } from './people.ts';
import { pause } from './retrying.ts';
import { addRoom, joinRooms, loadRooms } from './rooms.ts';
import { createSeenReporter } from './seen-reporter.ts';
import { createSender } from './sender.ts';
import { createTypingReporter } from './typing-reporter.ts';

/** Typing indicators are looked over this often. */
const CLOCK_MS = 1_000;
/** A refused request tells that the session is over; the reason comes by the socket, if it is connected. */
const REASON_WITHIN_MS = 1_000;

/** The running client of one session. */
export type Chat = ReturnType<typeof startChat>;

/** Connects, loads the rooms and keeps everything current until `stop`. `onEnded` is told once why the session is over. */
export function startChat(session: Session, onEnded: (code: string) => void) {
  const stopping = new AbortController();
  let over = false;
  const end = (code: string) => {
    if (over || stopping.signal.aborted) return;
    over = true;
    onEnded(code);
  };
  const store = createStore(reduce, initialState(session.user));
  const { socket, close } = connect(session, {
    onUp: () => void comeBack().catch(fail),
    onDown: () => {
      thisConnection.abort();
      const { connection } = store.get();
      if (connection === 'online') store.dispatch({ type: 'connection', connection: 'waiting' });
    },
    onEnded: end,
  });
  const parts: Parts = { store, api: chatApi(session), socket, stopped: stopping.signal };
  const sender = createSender(parts);
  const typing = createTypingReporter(socket);
  const seen = createSeenReporter(parts);
  let thisConnection = new AbortController();
  let openRoomId: string | null = null;
  let firstLoad: Promise<void> | undefined = loadRooms(parts);

  const fail = (thrown: unknown) => {
    if (asApiError(thrown).code !== 'UNAUTHENTICATED') return complain(parts, thrown);
    // The socket is about to say why.
    void pause(REASON_WITHIN_MS, stopping.signal).then(() => end('UNAUTHENTICATED'));
  };
  /** Whether it worked; a failure is told to the user. */
  const tried = async (work: Promise<unknown>) => {
    try {
      await work;
      return true;
    } catch (thrown) {
      fail(thrown);
      return false;
    }
  };

  /** After every connect: the list anew, then join with what is known of each room. */
  async function comeBack() {
    thisConnection = new AbortController();
    const stopped = AbortSignal.any([stopping.signal, thisConnection.signal]);
    const now = { ...parts, stopped };
    store.dispatch({ type: 'connection', connection: 'online' });
    await (firstLoad ?? loadRooms(now));
    firstLoad = undefined;
    try {
      await joinRooms(now, Object.keys(store.get().rooms));
    } catch (thrown) {
      // Lost again meanwhile: the next connection begins anew.
      if (stopped.aborted) return;
      throw thrown;
    }
    seen.flush();
    if (openRoomId !== null) await loadAround(openRoomId);
    await loadDirectPeople(now);
  }

  async function loadAround(roomId: string) {
    await loadRoster(parts, roomId);
    if (socket.connected) await loadPresence(parts, roomId);
  }

  listen(parts);
  firstLoad.catch(fail);
  socket.connect();
  const clock = setInterval(() => store.dispatch({ type: 'clock', now: Date.now() }), CLOCK_MS);

  return {
    store,
    /** Shows a room, or none. */
    open(roomId: string | null) {
      typing.stop();
      openRoomId = roomId;
      if (roomId === null) return;
      void openTimeline(parts, roomId);
      // Receipts and presence are best effort: the room can be read without them.
      void loadAround(roomId).catch(() => undefined);
    },
    loadOlder: (roomId: string) => void loadOlder(parts, roomId),
    /** Asks again for the page that could not be loaded. */
    retryHistory(roomId: string) {
      const loaded = store.get().timelines[roomId]?.loaded;
      void (loaded ? loadOlder(parts, roomId) : openTimeline(parts, roomId));
    },
    send(roomId: string, content: string, replyTo: Message['reply_to']) {
      typing.stop();
      sender.send(roomId, content, replyTo);
    },
    sendAgain: sender.sendAgain,
    discard: (roomId: string, clientMsgId: string) =>
      store.dispatch({ type: 'discarded', roomId, clientMsgId }),
    edit: (messageId: string, content: string) => tried(parts.api.edit(messageId, content)),
    remove: (messageId: string) => tried(parts.api.remove(messageId)),
    react: (messageId: string, emoji: string, on: boolean) =>
      tried(on ? parts.api.react(messageId, emoji) : parts.api.unreact(messageId, emoji)),
    typed: typing.typed,
    stopTyping: typing.stop,
    visible: seen.visible,
    people: async (search: string) => (await parts.api.people(search)).items,
    /** Answers the room's id; throws `ApiError`. */
    async createRoom(room_type: RoomType, member_ids: readonly string[], name?: string) {
      const body = name === undefined ? { room_type, member_ids } : { room_type, member_ids, name };
      const room = await parts.api.createRoom(body);
      await addRoom(parts, room.id);
      return room.id;
    },
    addMembers: (roomId: string, userIds: readonly string[]) => tried(parts.api.addMembers(roomId, userIds)),
    removeMember: (roomId: string, userId: string) => tried(parts.api.removeMember(roomId, userId)),
    async leave(roomId: string) {
      const left = await tried(parts.api.removeMember(roomId, session.user.id));
      if (left) store.dispatch({ type: 'room-gone', roomId });
    },
    async setStatus(status: PresenceStatus) {
      const online = [{ userId: session.user.id, status }];
      const set = await tried(ask(socket, 'update-chat-status', { status }));
      if (set) store.dispatch({ type: 'presence-listed', online, members: [] });
    },
    dismiss: (id: number) => store.dispatch({ type: 'dismissed', id }),
    stop() {
      stopping.abort();
      clearInterval(clock);
      typing.stop();
      close();
    },
  };
}
