import { createShardedAdapter } from '@socket.io/redis-adapter';
import type { Namespace } from 'socket.io';
import type { Adapter, ClusterMessage } from 'socket.io-adapter';
import { isChatRoomName } from '../sockets/room-names.ts';

/**
 * The names of the messages between gateways. Clients never receive these messages. Room events and typing states are
 * sent as Socket.IO broadcasts to a room, and all other messages as server-side emits.
 */
export const RELAY_MESSAGE_NAMES = {
  ROOM_EVENT: 'kcs:room-event',
  TYPING: 'kcs:typing',
  MEMBER_EVENT: 'kcs:member-event',
  NEW_CHAT: 'kcs:new-chat',
  MENTION: 'kcs:mention',
  MEETING: 'kcs:meeting',
} as const;

/**
 * The members of Socket.IO's sharded adapter that the gateway uses or replaces. The library does not export this class.
 */
export interface ShardedAdapter extends Adapter {
  readonly uid: string;
  publishAndReturnOffset(message: Omit<ClusterMessage, 'uid' | 'nsp'>): Promise<string>;
  onMessage(message: ClusterMessage, offset?: string): void;
  dynamicChannel(room: string): string;
  shouldUseASeparateNamespace(room: string): boolean;
}

/** The part of a `redis` client that the Socket.IO adapter inspects. */
interface RedisAdapterClient {
  readonly sSubscribe: unknown;
}

/**
 * Returns a factory for Socket.IO's sharded Redis adapter. Of all Socket.IO rooms, only chat rooms get a Redis channel
 * (TRAP-10). Sockets do not join rooms that are named after them, because `LocalSockets` finds sockets by their ids.
 */
export function createChatAdapterFactory(publisher: RedisAdapterClient, subscriber: RedisAdapterClient) {
  const createAdapterOfNamespace = createShardedAdapter(publisher, subscriber, {
    subscriptionMode: 'dynamic',
  });
  // Use a function expression, because Socket.IO calls the factory with `new`.
  return function GatewayAdapter(namespace: Namespace): ShardedAdapter {
    const gatewayAdapter = createAdapterOfNamespace(namespace) as unknown as ShardedAdapter;
    gatewayAdapter.shouldUseASeparateNamespace = isChatRoomName;
    const addAll = gatewayAdapter.addAll.bind(gatewayAdapter);
    gatewayAdapter.addAll = (socketId, rooms) => {
      rooms.delete(socketId);
      return addAll(socketId, rooms);
    };
    return gatewayAdapter;
  };
}
