import type { ChatSocket } from '../realtime/socket-types.ts';

/** The server takes one update a second and ends a `true` after 30 s: often enough, and never too much. */
const REPEAT_MS = 4_000;
/** Without a key for this long, the typing has ended. */
const IDLE_MS = 6_000;

/** Tells the others of a room that one is typing: at the start, again while it goes on, and its end. */
export function createTypingReporter(socket: ChatSocket) {
  let typingIn: string | null = null;
  let toldAt = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;

  const tell = (roomId: string, isTyping: boolean) => {
    // What is typed without a connection is not told later.
    if (socket.connected) socket.emit('chat-typing', { roomId, isTyping });
  };
  const stop = () => {
    clearTimeout(idle);
    if (typingIn !== null) tell(typingIn, false);
    typingIn = null;
  };
  return {
    typed(roomId: string) {
      if (typingIn !== roomId) stop();
      clearTimeout(idle);
      idle = setTimeout(stop, IDLE_MS);
      const now = Date.now();
      if (typingIn === roomId && now - toldAt < REPEAT_MS) return;
      typingIn = roomId;
      toldAt = now;
      tell(roomId, true);
    },
    stop,
  };
}
