import type { CrowdClient } from '../load/crowd-client.ts';
import type { PublishedPresence } from '../measure/absences.ts';

const EVENT_FRAME_START = '42';

/** Watches the presence and typing of a room's members through the tab of one of them. */
export class RoomWatcher {
  readonly client: CrowdClient;
  readonly roomId: string;
  /** The presence updates that have arrived, with the time of their arrival. */
  readonly presenceUpdates: PublishedPresence[] = [];
  readonly #typingUserIds = new Set<string>();

  constructor(client: CrowdClient) {
    this.client = client;
    this.roomId = client.member.roomIds.at(-1) as string;
    client.onEvent = (frame) => this.#receive(frame);
  }

  /** Joins the room, so that typing updates arrive. Throws if the gateway refuses. */
  async join(): Promise<void> {
    const reply = await this.client.ask<{ rooms?: readonly string[] }>('join-chat-rooms', {
      roomIds: [this.roomId],
    });
    if (!reply.rooms?.includes(this.roomId))
      throw new Error(`Could not join ${this.roomId}: ${JSON.stringify(reply)}`);
  }

  isTyping(userId: string): boolean {
    return this.#typingUserIds.has(userId);
  }

  /** Returns the time at which the member was last reported as offline, or undefined if the last report was online. */
  offlineSince(userId: string): number | undefined {
    const lastUpdate = this.presenceUpdates.findLast((update) => update.userId === userId);
    return lastUpdate?.isOnline === false ? lastUpdate.at : undefined;
  }

  #receive(frame: string): void {
    const [event, payload] = JSON.parse(frame.slice(EVENT_FRAME_START.length));
    if (event === 'chat-user-status-update') this.presenceUpdates.push({ ...payload, at: Date.now() });
    if (event === 'chat-user-typing' && payload.isTyping) this.#typingUserIds.add(payload.userId);
    if (event === 'chat-user-typing' && !payload.isTyping) this.#typingUserIds.delete(payload.userId);
  }
}
