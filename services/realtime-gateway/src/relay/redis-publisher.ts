import type { RoomEvent } from '@kcs/contracts';
import { MessageType } from 'socket.io-adapter';
import type { NewChat } from '../delivery/new-chat-notification.ts';
import { broadcastOptions, eventPacket } from '../sockets/local-sockets.ts';
import { chatRoomName } from '../sockets/room-names.ts';
import type { TypingUpdate } from '../typing/typing-update.ts';
import { RELAY_MESSAGES, type ShardedAdapter } from './sharded-adapter.ts';

/**
 * Publishes to the other gateways over Redis. Redis also returns each message to this gateway, which drops it because
 * local recipients get events directly.
 */
export class RedisPublisher {
  readonly #sharded: ShardedAdapter;

  constructor(adapter: ShardedAdapter) {
    this.#sharded = adapter;
  }

  /** Returns the name of the Redis channel of a chat room. */
  getRoomChannel(roomId: string): string {
    return this.#sharded.dynamicChannel(chatRoomName(roomId));
  }

  /** Publishes an event to the gateways that have its room open. Resolves once Redis has confirmed the publish. */
  publishRoomEvent(event: RoomEvent): Promise<void> {
    return this.#publishToRoom(event.room_id, RELAY_MESSAGES.ROOM_EVENT, event);
  }

  /** Publishes a member event to all gateways. Resolves once Redis has confirmed the publish. */
  publishMemberEvent(event: RoomEvent): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY_MESSAGES.MEMBER_EVENT, event] });
  }

  /** Publishes a new chat to all gateways. Resolves once Redis has confirmed the publish. */
  publishNewChat(chat: NewChat): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY_MESSAGES.NEW_CHAT, chat] });
  }

  /**
   * Publishes a typing state to the gateways that have the room open. Best effort: if a typing state is lost, the
   * previous one expires by itself.
   */
  publishTyping(update: TypingUpdate): void {
    this.#publishToRoom(update.roomId, RELAY_MESSAGES.TYPING, update).catch(() => {});
  }

  /**
   * Emits an ephemeral event to the sockets of a chat room on all gateways, including this one. Best effort. `except`
   * lists Socket.IO rooms or socket ids to exclude.
   */
  broadcast(roomId: string, event: string, payload: unknown, except?: readonly string[]): void {
    this.#sharded.broadcast(eventPacket(event, payload), broadcastOptions([chatRoomName(roomId)], except));
  }

  #publishToRoom(roomId: string, name: string, value: unknown): Promise<void> {
    const opts = { rooms: [chatRoomName(roomId)], except: [], flags: {} };
    return this.#publish(MessageType.BROADCAST, { packet: eventPacket(name, value), opts });
  }

  async #publish(type: MessageType, data: unknown): Promise<void> {
    await this.#sharded.publishAndReturnOffset({ type, data } as never);
  }
}
