import type { Adapter } from 'socket.io-adapter';
import type { LocalSockets } from '../sockets/local-sockets.ts';
import { PLACEHOLDER_SOCKET_ID, parseChatRoomId, toChatRoomName } from '../sockets/room-names.ts';
import type { Sequencer } from './sequencer.ts';

interface OpenRoomTrackerOptions {
  readonly adapter: Adapter;
  readonly sockets: LocalSockets;
  readonly sequencer: Sequencer;
  readonly onOpened: (roomId: string) => void;
  readonly onClosed: (roomId: string) => void;
}

/**
 * Keeps track of the chat rooms that are open on this gateway. A room is open while a local socket has joined it or is
 * joining it. Only open rooms have a sequence and a Redis subscription.
 */
export class OpenRoomTracker {
  readonly #options: OpenRoomTrackerOptions;
  readonly #joins = new Map<string, number>();
  /** The names of the Socket.IO rooms of the open chat rooms, by chat room. */
  readonly #names = new Map<string, string>();

  constructor(options: OpenRoomTrackerOptions) {
    this.#options = options;
    options.adapter.on('leave-room', (room: string, id: string) => {
      const roomId = parseChatRoomId(room);
      if (roomId !== undefined && id !== PLACEHOLDER_SOCKET_ID) this.#closeIfUnused(roomId);
    });
  }

  /** Opens the room for a join and keeps it open until `release` is called. */
  acquire(roomId: string): void {
    const { adapter, sequencer, onOpened } = this.#options;
    this.#joins.set(roomId, (this.#joins.get(roomId) ?? 0) + 1);
    if (this.#isOpen(roomId)) return;
    sequencer.open(roomId);
    const roomName = toChatRoomName(roomId);
    this.#names.set(roomId, roomName);
    // Add a placeholder socket, which makes the adapter subscribe to the room before the first real socket enters.
    adapter.addAll(PLACEHOLDER_SOCKET_ID, new Set([roomName]));
    onOpened(roomId);
  }

  /**
   * Returns the name of an open chat room's Socket.IO room. Every call returns the same string, so that sockets do not
   * keep copies of it.
   */
  getName(roomId: string): string {
    return this.#names.get(roomId) ?? toChatRoomName(roomId);
  }

  /** Ends one join's use of the room. Closes the room if no socket has joined it and no other join needs it. */
  release(roomId: string): void {
    const remainingJoinCount = (this.#joins.get(roomId) ?? 1) - 1;
    if (remainingJoinCount > 0) this.#joins.set(roomId, remainingJoinCount);
    else this.#joins.delete(roomId);
    this.#closeIfUnused(roomId);
  }

  #isOpen(roomId: string): boolean {
    return this.#names.has(roomId);
  }

  #closeIfUnused(roomId: string): void {
    const { adapter, sockets, sequencer, onClosed } = this.#options;
    if (this.#joins.has(roomId) || sockets.hasSockets(roomId) || !this.#isOpen(roomId)) return;
    adapter.del(PLACEHOLDER_SOCKET_ID, this.getName(roomId));
    this.#names.delete(roomId);
    sequencer.close(roomId);
    onClosed(roomId);
  }
}
