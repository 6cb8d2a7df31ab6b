import type { RoomEvent } from '@kcs/contracts';
import { MessageType } from 'socket.io-adapter';
import type { NewChat } from '../delivery/new-chat-notification.ts';
import { broadcastOptions, eventPacket } from '../sockets/local-sockets.ts';
import { chatRoom } from '../sockets/room-names.ts';
import type { TypingUpdate } from '../typing/typing.ts';
import { RELAY, type ShardedAdapter } from './sharded-adapter.ts';

/**
 * Publishes to the other gateways over Redis. Redis returns our own messages too, but the receiver drops them: local
 * recipients get an event directly.
 */
export class RedisPublisher {
  readonly #sharded: ShardedAdapter;

  constructor(adapter: ShardedAdapter) {
    this.#sharded = adapter;
  }

  /** The Redis channel of a chat room. */
  channelOf(roomId: string): string {
    return this.#sharded.dynamicChannel(chatRoom(roomId));
  }

  /** To the gateways that have the room open. Resolves once Redis has confirmed. */
  publishRoomEvent(event: RoomEvent): Promise<void> {
    return this.#publishToRoom(event.room_id, RELAY.ROOM_EVENT, event);
  }

  /** To all gateways. Resolves once Redis has confirmed. */
  publishMemberEvent(event: RoomEvent): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY.MEMBER_EVENT, event] });
  }

  /** To all gateways. Resolves once Redis has confirmed. */
  publishNewChat(chat: NewChat): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY.NEW_CHAT, chat] });
  }

  /** To the gateways that have the room open. Best effort: lost while Redis is away, when states expire by themselves. */
  publishTyping(update: TypingUpdate): void {
    this.#publishToRoom(update.roomId, RELAY.TYPING, update).catch(() => {});
  }

  /**
   * Emits an ephemeral event to the sockets of a chat room on all gateways, this one included. Best effort. `except`
   * names rooms or socket ids.
   */
  broadcast(roomId: string, event: string, payload: unknown, except?: readonly string[]): void {
    this.#sharded.broadcast(eventPacket(event, payload), broadcastOptions([chatRoom(roomId)], except));
  }

  #publishToRoom(roomId: string, name: string, value: unknown): Promise<void> {
    const opts = { rooms: [chatRoom(roomId)], except: [], flags: {} };
    return this.#publish(MessageType.BROADCAST, { packet: eventPacket(name, value), opts });
  }

  async #publish(type: MessageType, data: unknown): Promise<void> {
    await this.#sharded.publishAndReturnOffset({ type, data } as never);
  }
}
