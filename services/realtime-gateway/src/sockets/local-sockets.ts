import type { Logger } from '@kcs/service-kit';
import type { Namespace } from 'socket.io';
import { encodeEvent } from './encoded-event.ts';
import { RoomBursts } from './room-bursts.ts';
import { PLACEHOLDER_SOCKET_ID, toChatRoomName } from './room-names.ts';
import type { ChatSocket } from './socket-state.ts';
import type { WriteBatcher } from './write-batches.ts';
import { EventBundle, type WritableConnection } from './write-event.ts';

interface LocalSocketsOptions {
  readonly namespace: Pick<Namespace, 'adapter' | 'sockets'>;
  readonly batchWrites: WriteBatcher;
  readonly logger: Pick<Logger, 'error'>;
}

/**
 * Emits events to the sockets of this gateway, selected by Socket.IO room or by chat room. Sends nothing to other
 * gateways.
 */
export class LocalSockets {
  readonly #namespace: Pick<Namespace, 'adapter' | 'sockets'>;
  readonly #batchWrites: WriteBatcher;
  readonly #bursts: RoomBursts;

  constructor({ namespace, batchWrites, logger }: LocalSocketsOptions) {
    this.#namespace = namespace;
    this.#batchWrites = batchWrites;
    this.#bursts = new RoomBursts({
      write: (roomName, bundle, exceptSocketId) =>
        this.#write([roomName], bundle, exceptSocketId === undefined ? [] : [exceptSocketId]),
      onWriteFailed: (err, roomName) =>
        logger.error({ err, roomName }, 'Could not write the waiting events of a room. Skipping them.'),
    });
    namespace.adapter.on('join-room', (roomName: string, socketId: string) =>
      this.#bursts.flush(roomName, socketId),
    );
  }

  /**
   * Emits an event to every socket in any of the rooms, once per socket. The event is encoded only once. `rooms` and
   * `except` list names of rooms or ids of sockets.
   */
  emit(rooms: Iterable<string>, event: string, payload: unknown, except: Iterable<string> = []): void {
    const roomNames = new Set(rooms);
    for (const roomName of roomNames) this.#bursts.flush(roomName);
    if (roomNames.size > 0) this.#write(roomNames, new EventBundle([encodeEvent(event, payload)]), except);
  }

  /**
   * Emits an event to every socket in the chat room except `exceptSocketId`, in the order of the calls. While a large
   * room gets many events, several of them are written at once (`RoomBursts`).
   */
  emitRoomEvent(roomId: string, event: string, payload: unknown, exceptSocketId?: string): void {
    const roomName = toChatRoomName(roomId);
    const socketCount = this.#namespace.adapter.rooms.get(roomName)?.size ?? 0;
    const encodedEvent = encodeEvent(event, payload);
    this.#bursts.add(
      roomName,
      exceptSocketId === undefined ? encodedEvent : { ...encodedEvent, exceptSocketId },
      socketCount,
    );
  }

  /** Writes the chat room's events that are waiting for the end of a burst. */
  flushRoomEvents(roomId: string): void {
    this.#bursts.flush(toChatRoomName(roomId));
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
    this.flushRoomEvents(roomId);
    for (const id of this.idsIn(roomId)) this.#namespace.sockets.get(id)?.leave(toChatRoomName(roomId));
  }

  /** Returns the socket with this id, or undefined if it no longer exists. */
  find(socketId: string): ChatSocket | undefined {
    return this.#namespace.sockets.get(socketId) as ChatSocket | undefined;
  }

  #write(rooms: Iterable<string>, bundle: EventBundle, except: Iterable<string>): void {
    const { adapter, sockets } = this.#namespace;
    const handledSocketIds = new Set<string>();
    for (const excluded of except) {
      const socketIdsInRoom = adapter.rooms.get(excluded);
      if (!socketIdsInRoom) handledSocketIds.add(excluded);
      else for (const socketId of socketIdsInRoom) handledSocketIds.add(socketId);
    }
    for (const roomName of rooms) {
      // A name without a room may be the id of a socket.
      for (const socketId of adapter.rooms.get(roomName) ?? [roomName]) {
        if (handledSocketIds.has(socketId)) continue;
        handledSocketIds.add(socketId);
        const connection = sockets.get(socketId)?.conn as unknown as WritableConnection | undefined;
        if (connection) bundle.selectFor(socketId).writeTo(connection, this.#batchWrites);
      }
    }
  }
}
