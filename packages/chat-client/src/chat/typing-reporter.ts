import { Stop } from '../time/stop.ts';
import type { Parts } from './chat-context.ts';

/** The server takes one update a second and ends a `true` after 30 s: often enough, and never too much. */
const REPEAT_MS = 4_000;
/** Without a key for this long, the typing has ended. */
const IDLE_MS = 6_000;

/** Tells the others of a room that one is typing: at the start, again while it goes on, and its end. */
export function createTypingReporter({ link, time, stopped }: Parts) {
  let typingIn: string | null = null;
  let toldAt = 0;
  let keyPressed = new Stop();

  // What is typed without a connection is not told later.
  const tell = (roomId: string, isTyping: boolean) => link()?.tell('chat-typing', { roomId, isTyping });
  const stop = () => {
    keyPressed.stop();
    if (typingIn !== null) tell(typingIn, false);
    typingIn = null;
  };
  return {
    /** A key was pressed. */
    typed(roomId: string): void {
      if (typingIn !== roomId) stop();
      keyPressed.stop();
      const idle = new Stop(stopped);
      keyPressed = idle;
      void time.sleep(IDLE_MS, idle).then(() => {
        if (!idle.isOver) stop();
      });
      const now = time.now();
      if (typingIn === roomId && now - toldAt < REPEAT_MS) return;
      typingIn = roomId;
      toldAt = now;
      tell(roomId, true);
    },
    stop,
  };
}
