import type { RoomEvent } from '@kcs/contracts';
import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Namespace } from 'socket.io';
import { Adapter, type BroadcastOptions, type ClusterMessage, MessageType } from 'socket.io-adapter';
import type { NewChat } from '../delivery/new-chat-notification.ts';
import { chatRoom, isChatRoom } from '../sockets/room-names.ts';
import type { TypingUpdate } from '../typing/typing-update.ts';

/** An event packet of Socket.IO. */
export interface EventPacket {
  readonly type: 2;
  readonly data: readonly [event: string, ...args: unknown[]];
}
export const eventPacket = (event: string, payload: unknown): EventPacket => ({
  type: 2,
  data: [event, payload],
});

/** Marks a packet that carries a room event from one gateway to the others; clients never see it in this form. */
const LASTING = 'kcs:room-event';
const TYPING = 'kcs:typing';
const MEMBER_EVENT = 'kcs:member-event';
const NEW_CHAT = 'kcs:new-chat';

/** The members of the sharded adapter that are used or replaced here; its class is not exported. */
interface ShardedAdapter extends Adapter {
  readonly uid: string;
  publishAndReturnOffset(message: Omit<ClusterMessage, 'uid' | 'nsp'>): Promise<string>;
  onMessage(message: ClusterMessage, offset?: string): void;
  dynamicChannel(room: string): string;
  shouldUseASeparateNamespace(room: string): boolean;
}

export interface SequencedAdapterHooks {
  /** False while removals may have gone unheard: then nothing passes that is not in the room's order. */
  mayPassOn(): boolean;
  /** A room event from another gateway. */
  onRoomEvent(event: RoomEvent): void;
  /** A typing update, from another gateway or from this one. */
  onTyping(update: TypingUpdate): void;
  /** From another gateway, or from this one: an event that members must hear of who did not join the room. */
  onMemberEvent(event: RoomEvent): void;
  /** The same: a room that came up for some users by a message. */
  onNewChat(chat: NewChat): void;
}

/** How packets leave this gateway, and how they reach its own sockets. */
export interface FanOut {
  readonly adapter: Adapter;
  /** The Redis channel of a chat room. */
  channelOf(roomId: string): string;
  /** To all gateways with the room open, but not to this one's sockets. Resolves once Redis has confirmed. */
  publishRoomEvent(event: RoomEvent): Promise<void>;
  /** To all gateways, this one included. Resolves once Redis has confirmed. */
  publishMemberEvent(event: RoomEvent): Promise<void>;
  /** The same. */
  publishNewChat(chat: NewChat): Promise<void>;
  /** Best effort to all gateways with the room open, this one included. */
  publishTyping(update: TypingUpdate): void;
  /** Best effort to a chat room on all gateways; `except` names rooms or sockets. */
  toRoom(roomId: string, event: string, payload: unknown, except?: readonly string[]): void;
  /** To this gateway's sockets alone: each once, however many of the rooms it is in. Encoded once. */
  toLocal(rooms: Iterable<string>, event: string, payload: unknown, except?: Iterable<string>): void;
}

/** As the adapter finds it in a client of the `redis` package. */
type Redis = { readonly sSubscribe: unknown };

/**
 * The sharded Redis adapter with two changes: room events from other gateways go to the sequencer instead of the
 * sockets, and only chat rooms get a Redis channel.
 */
export function sequencedAdapter(publisher: Redis, subscriber: Redis, hooks: SequencedAdapterHooks) {
  const create = createShardedAdapter(publisher, subscriber, { subscriptionMode: 'dynamic' });
  // Called with `new`, which an arrow function does not stand.
  return function SequencedAdapter(namespace: Namespace): ShardedAdapter {
    const adapter = create(namespace) as unknown as ShardedAdapter;
    const { onMessage } = adapter;
    adapter.shouldUseASeparateNamespace = isChatRoom;
    adapter.onMessage = (message, offset) => {
      // Redis echoes what this gateway published; its own sockets were given that when it went out.
      if (message.uid === adapter.uid) return;
      const [name, value] = markedPacket(message);
      if (name === LASTING) hooks.onRoomEvent(value as RoomEvent);
      else if (name === TYPING) hooks.onTyping(value as TypingUpdate);
      else if (message.type !== MessageType.BROADCAST || hooks.mayPassOn()) {
        onMessage.call(adapter, message, offset);
      }
    };
    // Reached only by our own one-way messages between gateways, never by a client.
    namespace.on(MEMBER_EVENT as never, ((event: RoomEvent) => hooks.onMemberEvent(event)) as never);
    namespace.on(NEW_CHAT as never, ((chat: NewChat) => hooks.onNewChat(chat)) as never);
    return adapter;
  };
}

function markedPacket(message: ClusterMessage): readonly unknown[] {
  if (message.type !== MessageType.BROADCAST) return [];
  const { data } = message.data.packet as EventPacket;
  return Array.isArray(data) ? data : [];
}

export function fanOutOf(base: Adapter, hooks: SequencedAdapterHooks): FanOut {
  const adapter = base as ShardedAdapter;
  const options = (rooms: Iterable<string>, except: Iterable<string> = []): BroadcastOptions => ({
    rooms: new Set(rooms),
    except: new Set(except),
    flags: {},
  });
  const published = async (type: MessageType, data: unknown) => {
    await adapter.publishAndReturnOffset({ type, data } as never);
  };
  return {
    adapter,
    channelOf: (roomId) => adapter.dynamicChannel(chatRoom(roomId)),
    publishRoomEvent(event) {
      const opts = { rooms: [chatRoom(event.room_id)], except: [], flags: {} };
      return published(MessageType.BROADCAST, { packet: eventPacket(LASTING, event), opts });
    },
    async publishMemberEvent(event) {
      await published(MessageType.SERVER_SIDE_EMIT, { packet: [MEMBER_EVENT, event] });
      hooks.onMemberEvent(event);
    },
    async publishNewChat(chat) {
      await published(MessageType.SERVER_SIDE_EMIT, { packet: [NEW_CHAT, chat] });
      hooks.onNewChat(chat);
    },
    publishTyping(update) {
      const opts = { rooms: [chatRoom(update.roomId)], except: [], flags: {} };
      // Lost while Redis is away; a state that was told ends by its own lifetime on every gateway.
      published(MessageType.BROADCAST, { packet: eventPacket(TYPING, update), opts }).catch(() => {});
      hooks.onTyping(update);
    },
    toRoom(roomId, event, payload, except) {
      adapter.broadcast(eventPacket(event, payload), options([chatRoom(roomId)], except));
    },
    toLocal(rooms, event, payload, except) {
      Adapter.prototype.broadcast.call(adapter, eventPacket(event, payload), options(rooms, except));
    },
  };
}
