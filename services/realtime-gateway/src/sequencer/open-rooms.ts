import type { Adapter } from 'socket.io-adapter';
import { chatRoom, roomIdOf } from '../sockets/room-names.ts';
import type { Sequencer } from './sequencer.ts';

/** Stands in every open room beside the sockets, so that its Redis subscription is in force before one enters. */
const SENTINEL = 'kcs:open';

export interface OpenRoomsOptions {
  readonly adapter: Adapter;
  readonly sequencer: Sequencer;
  readonly onOpened: (roomId: string) => void;
  readonly onClosed: (roomId: string) => void;
}

/** A chat room is open on this gateway while it has sockets here or a join of it is under way. */
export class OpenRooms {
  readonly #options: OpenRoomsOptions;
  readonly #joins = new Map<string, number>();

  constructor(options: OpenRoomsOptions) {
    this.#options = options;
    options.adapter.on('leave-room', (room: string, id: string) => {
      const roomId = roomIdOf(room);
      if (roomId !== undefined && id !== SENTINEL) this.#closeIfUnused(roomId);
    });
  }

  /** Opens the room, or keeps it open, until `release`. */
  acquire(roomId: string): void {
    const { adapter, sequencer, onOpened } = this.#options;
    this.#joins.set(roomId, (this.#joins.get(roomId) ?? 0) + 1);
    if (this.#isOpen(roomId)) return;
    sequencer.open(roomId);
    adapter.addAll(SENTINEL, new Set([chatRoom(roomId)]));
    onOpened(roomId);
  }

  release(roomId: string): void {
    const joins = (this.#joins.get(roomId) ?? 1) - 1;
    if (joins > 0) this.#joins.set(roomId, joins);
    else this.#joins.delete(roomId);
    this.#closeIfUnused(roomId);
  }

  /** The local sockets of the room. */
  socketIds(roomId: string): string[] {
    const ids = [...(this.#options.adapter.rooms.get(chatRoom(roomId)) ?? [])];
    return ids.filter((id) => id !== SENTINEL);
  }

  hasSockets(roomId: string): boolean {
    return (this.#options.adapter.rooms.get(chatRoom(roomId))?.size ?? 0) > 1;
  }

  #isOpen(roomId: string): boolean {
    return this.#options.adapter.rooms.get(chatRoom(roomId))?.has(SENTINEL) ?? false;
  }

  #closeIfUnused(roomId: string): void {
    if (this.#joins.has(roomId) || this.hasSockets(roomId) || !this.#isOpen(roomId)) return;
    this.#options.adapter.del(SENTINEL, chatRoom(roomId));
    this.#options.sequencer.close(roomId);
    this.#options.onClosed(roomId);
  }
}
