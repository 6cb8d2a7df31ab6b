import { Stop } from '../time/stop.ts';
import type { ChatContext } from './chat-context.ts';

/**
 * Stays within the server's limit of one update per second (TYPE-1), and repeats often enough for its expiry of 30 s
 * (TYPE-2).
 */
const REPEAT_MS = 4_000;
/** After this long without a key press, the user has stopped typing. */
const IDLE_MS = 6_000;

/** Reports that the user is typing: when it starts, repeatedly while it continues, and when it ends. */
export interface TypingReporter {
  /** Call it for every key press. */
  typed(roomId: string): void;
  stop(): void;
}

export function createTypingReporter({ link, time, stopped }: ChatContext): TypingReporter {
  let typingIn: string | null = null;
  let reportedAt = 0;
  let idle = new Stop();

  // Typing without a connection is never reported afterwards.
  const report = (roomId: string, isTyping: boolean) => link()?.emit('chat-typing', { roomId, isTyping });
  const stop = () => {
    idle.stop();
    if (typingIn !== null) report(typingIn, false);
    typingIn = null;
  };
  return {
    stop,
    typed(roomId) {
      if (typingIn !== roomId) stop();
      idle.stop();
      const untilIdle = new Stop(stopped);
      idle = untilIdle;
      void time.sleep(IDLE_MS, untilIdle).then(() => {
        if (!untilIdle.isOver) stop();
      });
      const now = time.now();
      if (typingIn === roomId && now - reportedAt < REPEAT_MS) return;
      typingIn = roomId;
      reportedAt = now;
      report(roomId, true);
    },
  };
}
