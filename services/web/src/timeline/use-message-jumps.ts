import { asApiError } from '@kcs/chat-client';
import { useCallback, useEffect, useRef, useState } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { useToastBoard } from '../toasts/toast-context.ts';
import { type MessageTarget, type ReadingPlace, timelineMemoryOf } from './timeline-memory.ts';
import type { OpenTimeline } from './use-timeline.ts';

/** The duration of the highlight. Must match the `flash` animation in `message-row.css`. */
const FLASH_MS = 1_200;
/** A shown message is placed this far below the upper edge, where the day label does not cover it. */
const BELOW_EDGE_PX = 48;
const GONE = 'This message is gone. It may have been removed together with its history.';

/** Where the user was before the jump; null at the end of the timeline. */
interface JumpOrigin {
  readonly place: ReadingPlace | null;
}

export interface MessageJumps {
  /** The message to highlight. */
  readonly flashSeq: number | null;
  /** Set while the user can return to where they were before the jump. */
  readonly origin: JumpOrigin | null;
  readonly goBack: () => void;
  readonly forgetOrigin: () => void;
}

type Options = Pick<OpenTimeline, 'goTo' | 'readingPlace'> & {
  readonly roomId: string;
  /** Whether the first page is loaded, so that the timeline has a place to come back to. */
  readonly isLoaded: boolean;
};

/** Takes the requests of `useShowMessage` for this room: goes to the message, highlights it, and offers the way back. */
export function useMessageJumps({ roomId, goTo, readingPlace, isLoaded }: Options): MessageJumps {
  const chat = useChat();
  const toasts = useToastBoard();
  const [flashSeq, setFlashSeq] = useState<number | null>(null);
  const [origin, setOrigin] = useState<JumpOrigin | null>(null);
  const timer = useRef<number>(undefined);
  useEffect(() => () => clearTimeout(timer.current), []);

  const flash = useCallback((seq: number) => {
    setFlashSeq(seq);
    clearTimeout(timer.current);
    timer.current = window.setTimeout(() => setFlashSeq(null), FLASH_MS);
  }, []);

  const jump = useCallback(
    async (target: MessageTarget) => {
      const place = readingPlace();
      try {
        const seq = 'seq' in target ? target.seq : await seqOfMessage(chat, roomId, target.id);
        if (!(await goTo({ seq, top: BELOW_EDGE_PX }))) return;
        setOrigin({ place });
        if (chat.getState().timelines[roomId]?.messages.some((message) => message.seq === seq)) flash(seq);
        else toasts.showInfo(GONE);
      } catch (thrown) {
        if (asApiError(thrown).code === 'MESSAGE_NOT_FOUND') toasts.showInfo(GONE);
        else toasts.showProblem(thrown);
      }
    },
    [chat, roomId, goTo, readingPlace, flash, toasts],
  );

  useEffect(() => {
    if (!isLoaded) return;
    const memory = timelineMemoryOf(chat);
    const takeRequest = () => {
      if (memory.request?.roomId !== roomId) return;
      const { target } = memory.request;
      memory.request = null;
      void jump(target);
    };
    takeRequest();
    memory.listeners.add(takeRequest);
    return () => void memory.listeners.delete(takeRequest);
  }, [chat, roomId, isLoaded, jump]);

  const goBack = useCallback(() => {
    setOrigin(null);
    if (origin) void goTo(origin.place ?? 'end');
  }, [origin, goTo]);
  const forgetOrigin = useCallback(() => setOrigin(null), []);
  return { flashSeq, origin, goBack, forgetOrigin };
}

/** Returns the `seq` of a message, loaded or not. Throws `ApiError`. */
async function seqOfMessage(chat: ReturnType<typeof useChat>, roomId: string, id: string): Promise<number> {
  const known = chat.getState().timelines[roomId]?.messages.find((message) => message.id === id);
  return known ? known.seq : (await chat.api.message(id)).seq;
}
