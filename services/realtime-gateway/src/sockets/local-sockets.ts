import type { Namespace } from 'socket.io';
import { Adapter } from 'socket.io-adapter';
import { createBroadcastOptions, createEventPacket } from './event-packet.ts';
import { PLACEHOLDER_SOCKET_ID, toChatRoomName } from './room-names.ts';
import type { ChatSocket } from './socket-state.ts';

/**
 * Emits events to the sockets of this gateway, selected by Socket.IO room or by chat room. Sends nothing to other
 * gateways.
 */
export class LocalSockets {
  readonly #namespace: Pick<Namespace, 'adapter' | 'sockets'>;

  constructor(namespace: Pick<Namespace, 'adapter' | 'sockets'>) {
    this.#namespace = namespace;
  }

  /**
   * Emits an event to every socket in any of the rooms, once per socket. The event is encoded only once. `except` lists
   * rooms or socket ids to exclude.
   */
  emit(rooms: Iterable<string>, event: string, payload: unknown, except?: Iterable<string>): void {
    const broadcastOptions = createBroadcastOptions(rooms, except);
    // The adapter would treat an empty set of rooms as all sockets.
    if (broadcastOptions.rooms.size === 0) return;
    const { adapter } = this.#namespace;
    // Call the method of the base class, which reaches only local sockets. The Redis adapter's own `broadcast` would
    // also publish to other gateways.
    Adapter.prototype.broadcast.call(adapter, createEventPacket(event, payload), broadcastOptions);
  }

  /** Returns the ids of the sockets that joined the chat room. */
  idsIn(roomId: string): string[] {
    const socketIds = [...(this.#namespace.adapter.rooms.get(toChatRoomName(roomId)) ?? [])];
    return socketIds.filter((id) => id !== PLACEHOLDER_SOCKET_ID);
  }

  /** Whether any socket has joined the open chat room. The room's placeholder socket does not count. */
  hasSockets(roomId: string): boolean {
    return (this.#namespace.adapter.rooms.get(toChatRoomName(roomId))?.size ?? 0) > 1;
  }

  /** Makes all sockets leave the chat room. */
  leaveAll(roomId: string): void {
    for (const id of this.idsIn(roomId)) this.#namespace.sockets.get(id)?.leave(toChatRoomName(roomId));
  }

  /** Returns the socket with this id, or undefined if it no longer exists. */
  find(socketId: string): ChatSocket | undefined {
    return this.#namespace.sockets.get(socketId) as ChatSocket | undefined;
  }
}
