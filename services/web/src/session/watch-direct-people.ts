import { type ChatClient, lastActivity } from '@kcs/chat-client';

/** The maximum number of watched direct rooms. People see about this many in the room list without much scrolling. */
const MAX_WATCHED_ROOMS = 60;
const MAX_CONCURRENT_LOADS = 3;

/**
 * Loads the other person in each of the most recent direct rooms, and keeps that person's presence up to date for the
 * room list. Continues while the client runs.
 */
export function watchDirectPeople(chat: Pick<ChatClient, 'subscribe' | 'getState' | 'watchPeople'>): void {
  const watched = new Set<string>();
  const queue: string[] = [];
  let running = 0;
  let before: unknown;

  async function loadQueued(): Promise<void> {
    running += 1;
    for (let roomId = queue.shift(); roomId; roomId = queue.shift()) await chat.watchPeople(roomId);
    running -= 1;
  }

  chat.subscribe(() => {
    const { caughtUp, rooms } = chat.getState();
    if (!caughtUp || rooms === before) return;
    before = rooms;
    for (const id of watched) if (!(id in rooms)) watched.delete(id);
    const direct = Object.values(rooms)
      .map(({ summary }) => summary)
      .filter(({ room_type }) => room_type === 'direct')
      .sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1));
    for (const { id } of direct.slice(0, MAX_WATCHED_ROOMS)) {
      if (watched.has(id)) continue;
      watched.add(id);
      queue.push(id);
    }
    while (running < MAX_CONCURRENT_LOADS && queue.length > 0) void loadQueued();
  });
}
