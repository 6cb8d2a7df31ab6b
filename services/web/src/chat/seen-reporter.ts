import { asApiError } from '../api/api-error.ts';
import { ask } from '../realtime/ask.ts';
import type { Parts } from './parts.ts';

/** Several messages that come into view together are reported once. */
const GATHER_MS = 250;
const IDS_MOST = 1_000;

/** Reports how far one has read; what could not be reported goes with the next connection. */
export function createSeenReporter({ store, api, socket }: Parts) {
  const waiting = new Map<string, { from: number; to: number }>();
  let timer: ReturnType<typeof setTimeout> | undefined;

  const report = async (roomId: string, from: number, to: number) => {
    const myId = store.get().me.id;
    const messageIds = (store.get().timelines[roomId]?.messages ?? [])
      .filter((message) => message.seq > from && message.seq <= to && message.sender_id !== myId)
      .map((message) => message.id)
      .slice(-IDS_MOST);
    if (socket.connected && messageIds.length > 0)
      await ask(socket, 'mark-messages-seen', { roomId, messageIds });
    else await api.seen(roomId, to);
  };

  const flush = () => {
    timer = undefined;
    for (const [roomId, { from, to }] of waiting) {
      waiting.delete(roomId);
      report(roomId, from, to).catch((thrown) => {
        if (asApiError(thrown).retryable)
          waiting.set(roomId, { from, to: Math.max(to, waiting.get(roomId)?.to ?? 0) });
      });
    }
  };

  return {
    /** All of the room up to `seq` has been on the screen of someone who was looking. */
    visible(roomId: string, seq: number) {
      const { me, rooms } = store.get();
      const from = rooms[roomId]?.summary.last_seen_seq;
      if (from === undefined || seq <= from) return;
      waiting.set(roomId, { from: waiting.get(roomId)?.from ?? from, to: seq });
      store.dispatch({ type: 'seen', roomId, userId: me.id, seq });
      if (timer === undefined) timer = setTimeout(flush, GATHER_MS);
    },
    flush,
  };
}
