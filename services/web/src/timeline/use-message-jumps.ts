import { asApiError } from '@kcs/chat-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useToastBoard } from '../toasts/toast-context.ts';
import { getTimelineNavigation, type MessageTarget, type ReadingPlace } from './timeline-navigation.ts';
import type { TimelineControls } from './use-timeline.ts';

/** The duration of the message highlight in milliseconds. Must match the `flash` animation in `message-row.css`. */
const HIGHLIGHT_DURATION_MS = 1_200;
/**
 * The distance in pixels between the target of a jump and the upper edge of the timeline. This distance keeps the day
 * label from covering the message.
 */
const JUMP_TARGET_TOP_PX = 48;
const MESSAGE_GONE_TEXT =
  'This message no longer exists. It may have been removed together with older messages.';

/** The place where the user was before a jump. `place` is null if the user was at the end of the timeline. */
interface JumpOrigin {
  readonly place: ReadingPlace | null;
}

export interface MessageJumps {
  /** The `seq` of the highlighted message; null if no message is highlighted. */
  readonly highlightedSeq: number | null;
  /** The place to which the user can return after a jump; null if there is none. */
  readonly origin: JumpOrigin | null;
  readonly goBack: () => void;
  readonly forgetOrigin: () => void;
}

type MessageJumpOptions = Pick<TimelineControls, 'goTo' | 'getReadingPlace'> & {
  readonly roomId: string;
  /**
   * Whether the first page of messages is loaded. Jumps wait for this page, because the reading place is unknown until
   * then.
   */
  readonly isLoaded: boolean;
};

/**
 * Handles the jump requests that `useShowMessage` makes for this room: scrolls to the message, highlights it, and lets
 * the user return to the previous place.
 */
export function useMessageJumps({
  roomId,
  goTo,
  getReadingPlace,
  isLoaded,
}: MessageJumpOptions): MessageJumps {
  const chat = useChat();
  const toastBoard = useToastBoard();
  const [highlightedSeq, setHighlightedSeq] = useState<number | null>(null);
  const [origin, setOrigin] = useState<JumpOrigin | null>(null);
  const highlightTimerRef = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(highlightTimerRef.current), []);

  const highlightMessage = useCallback((seq: number) => {
    setHighlightedSeq(seq);
    clearTimeout(highlightTimerRef.current);
    highlightTimerRef.current = window.setTimeout(() => setHighlightedSeq(null), HIGHLIGHT_DURATION_MS);
  }, []);

  const jumpToMessage = useCallback(
    async (target: MessageTarget) => {
      const placeBeforeJump = getReadingPlace();
      try {
        const targetSeq = 'seq' in target ? target.seq : await findSeqOfMessage(chat, roomId, target.id);
        if (!(await goTo({ seq: targetSeq, top: JUMP_TARGET_TOP_PX }))) return;
        setOrigin({ place: placeBeforeJump });
        if (chat.getState().timelines[roomId]?.messages.some((message) => message.seq === targetSeq))
          highlightMessage(targetSeq);
        else toastBoard.showInfo(MESSAGE_GONE_TEXT);
      } catch (thrown) {
        if (asApiError(thrown).code === 'MESSAGE_NOT_FOUND') toastBoard.showInfo(MESSAGE_GONE_TEXT);
        else toastBoard.showProblem(thrown);
      }
    },
    [chat, roomId, goTo, getReadingPlace, highlightMessage, toastBoard],
  );

  useEffect(() => {
    if (!isLoaded) return;
    const timelineNavigation = getTimelineNavigation(chat);
    const handleJumpRequest = () => {
      if (timelineNavigation.request?.roomId !== roomId) return;
      const { target } = timelineNavigation.request;
      timelineNavigation.request = null;
      void jumpToMessage(target);
    };
    handleJumpRequest();
    timelineNavigation.listeners.add(handleJumpRequest);
    return () => void timelineNavigation.listeners.delete(handleJumpRequest);
  }, [chat, roomId, isLoaded, jumpToMessage]);

  const goBackToOrigin = useCallback(() => {
    setOrigin(null);
    if (origin) void goTo(origin.place ?? 'end');
  }, [origin, goTo]);
  const forgetOrigin = useCallback(() => setOrigin(null), []);
  return { highlightedSeq, origin, goBack: goBackToOrigin, forgetOrigin };
}

/**
 * Returns the `seq` of a message. Asks the server if the message is not loaded. Throws `ApiError` if the request fails.
 */
async function findSeqOfMessage(
  chat: ReturnType<typeof useChat>,
  roomId: string,
  id: string,
): Promise<number> {
  const loadedMessage = chat.getState().timelines[roomId]?.messages.find((message) => message.id === id);
  return loadedMessage ? loadedMessage.seq : (await chat.api.message(id)).seq;
}
