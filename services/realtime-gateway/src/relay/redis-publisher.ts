import type { RoomEvent } from '@kcs/contracts';
import { MessageType } from 'socket.io-adapter';
import type { NewChat } from '../delivery/new-chat-notification.ts';
import { broadcastOptions, eventPacket } from '../sockets/local-sockets.ts';
import { chatRoom } from '../sockets/room-names.ts';
import type { TypingUpdate } from '../typing/typing.ts';
import { RELAY, type ShardedAdapter } from './sharded-adapter.ts';

/**
 * Publishes to the other gateways over Redis. Redis also returns our own messages, but the receiver drops them, because
 * local recipients get an event directly.
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

  /** Publishes an event to the gateways that have its room open. Resolves once Redis has confirmed it. */
  publishRoomEvent(event: RoomEvent): Promise<void> {
    return this.#publishToRoom(event.room_id, RELAY.ROOM_EVENT, event);
  }

  /** Publishes a member event to all gateways. Resolves once Redis has confirmed it. */
  publishMemberEvent(event: RoomEvent): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY.MEMBER_EVENT, event] });
  }

  /** Publishes a new chat to all gateways. Resolves once Redis has confirmed it. */
  publishNewChat(chat: NewChat): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY.NEW_CHAT, chat] });
  }

  /**
   * Publishes a typing state to the gateways that have the room open. Best effort: if it is lost, the state expires by
   * itself.
   */
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
