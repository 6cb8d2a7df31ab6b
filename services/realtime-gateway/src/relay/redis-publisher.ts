import type { RoomEvent } from '@kcs/contracts';
import { getTracing } from '@kcs/service-kit';
import { MessageType } from 'socket.io-adapter';
import type { Mention } from '../delivery/mention.ts';
import type { NewChat } from '../delivery/new-chat-notification.ts';
import { RECEIPT_EVENT, type Receipt } from '../delivery/receipts.ts';
import type { MeetingMessage } from '../meetings/meeting-message.ts';
import { createEventPacket } from '../sockets/event-packet.ts';
import { toChatRoomName } from '../sockets/room-names.ts';
import type { TypingUpdate } from '../typing/typing-update.ts';
import { RELAY_MESSAGE_NAMES, type ShardedAdapter } from './sharded-adapter.ts';

interface RoomPublishOptions {
  readonly exceptSocketId?: string | undefined;
  /** The W3C `traceparent` of the span that publishes; undefined if tracing is off. */
  readonly traceparent?: string | undefined;
}

/**
 * Publishes messages to the other gateways over Redis. Redis also returns each message to this gateway, which drops it
 * because the local sockets get the event directly.
 */
export class RedisPublisher {
  readonly #sharded: ShardedAdapter;

  constructor(adapter: ShardedAdapter) {
    this.#sharded = adapter;
  }

  /** Returns the name of a chat room's Redis channel. */
  getRoomChannel(roomId: string): string {
    return this.#sharded.dynamicChannel(toChatRoomName(roomId));
  }

  /** Publishes an event to the gateways that have its room open. Resolves once Redis has confirmed the publish. */
  publishRoomEvent(event: RoomEvent): Promise<void> {
    const traceparent = getTracing()?.getTraceparent();
    return this.#publishToRoom(event.room_id, RELAY_MESSAGE_NAMES.ROOM_EVENT, event, { traceparent });
  }

  /** Publishes a member event to all gateways. Resolves once Redis has confirmed the publish. */
  publishMemberEvent(event: RoomEvent): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY_MESSAGE_NAMES.MEMBER_EVENT, event] });
  }

  /** Publishes a new chat to all gateways. Resolves once Redis has confirmed the publish. */
  publishNewChat(chat: NewChat): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY_MESSAGE_NAMES.NEW_CHAT, chat] });
  }

  /** Publishes a mention to all gateways. Resolves once Redis has confirmed the publish. */
  publishMention(mention: Mention): Promise<void> {
    return this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY_MESSAGE_NAMES.MENTION, mention] });
  }

  /**
   * Publishes a typing state to the gateways that have the room open. Best effort: other gateways end a typing state
   * after a while if they receive no update.
   */
  publishTyping(update: TypingUpdate): void {
    this.#publishToRoom(update.roomId, RELAY_MESSAGE_NAMES.TYPING, update).catch(() => {});
  }

  /**
   * Publishes a message about a meeting to all gateways. Messages from one gateway arrive in order. Best effort:
   * gateways compare their rosters with Redis regularly, and clients negotiate again if a signal is lost.
   */
  publishMeetingMessage(message: MeetingMessage): void {
    this.#publish(MessageType.SERVER_SIDE_EMIT, { packet: [RELAY_MESSAGE_NAMES.MEETING, message] }).catch(
      () => {},
    );
  }

  /**
   * Publishes a read receipt to the gateways that have the room open. Best effort: the list of members is authoritative
   * (SOCK-12). `exceptSocketId` is the socket that does not get the receipt.
   */
  publishReceipt(receipt: Receipt, exceptSocketId?: string): void {
    this.#publishToRoom(receipt.roomId, RECEIPT_EVENT, receipt, { exceptSocketId }).catch(() => {});
  }

  #publishToRoom(
    roomId: string,
    name: string,
    value: unknown,
    { exceptSocketId, traceparent }: RoomPublishOptions = {},
  ): Promise<void> {
    const broadcastOptions = {
      rooms: [toChatRoomName(roomId)],
      except: exceptSocketId === undefined ? [] : [exceptSocketId],
      flags: {},
    };
    return this.#publish(MessageType.BROADCAST, {
      packet: createEventPacket(name, value, traceparent),
      opts: broadcastOptions,
    });
  }

  async #publish(type: MessageType, data: unknown): Promise<void> {
    await this.#sharded.publishAndReturnOffset({ type, data } as never);
  }
}
