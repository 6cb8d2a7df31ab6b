import { type ChatClient, lastActivity } from '@kcs/chat-client';

/** Direct rooms whose other person is looked up ahead: as many as a long list shows without scrolling far. */
const DIRECT_ROOMS_MOST = 60;
const AT_ONCE = 3;

/** Keeps the other person of each direct room current, and whether they are there, for as long as the client runs. */
export function watchDirectPeople(chat: ChatClient): void {
  const watched = new Set<string>();
  const waiting: string[] = [];
  let atWork = 0;
  const work = async () => {
    atWork += 1;
    for (let roomId = waiting.shift(); roomId; roomId = waiting.shift()) await chat.watchPeople(roomId);
    atWork -= 1;
  };
  let before: unknown;
  chat.subscribe(() => {
    const { caughtUp, rooms } = chat.getState();
    if (!caughtUp || rooms === before) return;
    before = rooms;
    for (const id of watched) if (!(id in rooms)) watched.delete(id);
    const direct = Object.values(rooms)
      .map(({ summary }) => summary)
      .filter(({ room_type }) => room_type === 'direct')
      .sort((a, b) => (lastActivity(a) < lastActivity(b) ? 1 : -1));
    for (const { id } of direct.slice(0, DIRECT_ROOMS_MOST)) {
      if (watched.has(id)) continue;
      watched.add(id);
      waiting.push(id);
    }
    while (atWork < AT_ONCE && waiting.length > 0) void work();
  });
}
