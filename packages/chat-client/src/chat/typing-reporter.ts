import { Stop } from '../time/stop.ts';
import type { ChatContext } from './chat-context.ts';

/**
 * How often an ongoing typing indicator is repeated. The server allows one update per second (TYPE-1) and ends an
 * indicator that is not updated for 30 s (TYPE-2).
 */
const TYPING_REPEAT_INTERVAL_MS = 4_000;
/** A user who has not pressed a key for this long has stopped typing. */
const TYPING_ENDS_AFTER_IDLE_MS = 6_000;

/** Reports to the server when the user starts and stops typing, and repeats the report while typing continues. */
export interface TypingReporter {
  /** Call this method on every key press in the room's message field. */
  reportKeyPress(roomId: string): void;
  stop(): void;
}

export function createTypingReporter({ link, time, stopped }: ChatContext): TypingReporter {
  let typingRoomId: string | null = null;
  let typingReportedAt = 0;
  let idleWaitStop = new Stop();

  // Typing updates are dropped while the client is disconnected.
  const sendTypingUpdate = (roomId: string, isTyping: boolean) =>
    link()?.emit('chat-typing', { roomId, isTyping });
  const endTyping = () => {
    idleWaitStop.stop();
    if (typingRoomId !== null) sendTypingUpdate(typingRoomId, false);
    typingRoomId = null;
  };
  return {
    stop: endTyping,
    reportKeyPress(roomId) {
      if (typingRoomId !== roomId) endTyping();
      idleWaitStop.stop();
      const newIdleWaitStop = new Stop(stopped);
      idleWaitStop = newIdleWaitStop;
      void time.sleep(TYPING_ENDS_AFTER_IDLE_MS, newIdleWaitStop).then(() => {
        if (!newIdleWaitStop.hasFired) endTyping();
      });
      const now = time.now();
      if (typingRoomId === roomId && now - typingReportedAt < TYPING_REPEAT_INTERVAL_MS) return;
      typingRoomId = roomId;
      typingReportedAt = now;
      sendTypingUpdate(roomId, true);
    },
  };
}
