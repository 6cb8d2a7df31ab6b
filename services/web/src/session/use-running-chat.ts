import { type ChatClient, createChatClient, type Outbox, type Session } from '@kcs/chat-client';
import { useEffect, useState } from 'react';
import { roomInAddress } from '../chat/room-address.ts';
import { createRoomLines, type RoomLines } from '../system-messages/system-message-log.ts';
import { tellEvents } from '../toasts/show-event-toasts.ts';
import { createNoticeBoard, type NoticeBoard } from '../toasts/toast-board.ts';
import { openOutbox } from './open-outbox.ts';
import { guardUnload } from './warn-before-unload.ts';
import { watchDirectPeople } from './watch-direct-people.ts';

export interface RunningChat {
  readonly chat: ChatClient;
  readonly notices: NoticeBoard;
  readonly lines: RoomLines;
}

/** Runs the chat of one session for as long as it is shown; null until it can be. `onEnded` is told why the session is over. */
export function useRunningChat(session: Session, onEnded: (code: string) => void): RunningChat | null {
  const [running, setRunning] = useState<RunningChat | null>(null);
  useEffect(() => {
    let isOver = false;
    let end = () => {
      isOver = true;
    };
    void openOutbox(session.user.id).then(({ outbox, survivesReload }) => {
      if (isOver) return outbox.close();
      const started = start(session, outbox, onEnded);
      const letUnload = guardUnload(started.chat, survivesReload);
      end = () => {
        letUnload();
        started.chat.stop();
        void outbox.close();
      };
      setRunning(started);
    });
    return () => end();
  }, [session, onEnded]);
  return running;
}

function start(session: Session, outbox: Outbox, onEnded: (code: string) => void): RunningChat {
  const chat = createChatClient({ session, outbox });
  const notices = createNoticeBoard();
  const lines = createRoomLines(chat);
  tellEvents(chat, notices, roomInAddress);
  watchDirectPeople(chat);
  chat.on('session-ended', ({ code }) => onEnded(code));
  return { chat, notices, lines };
}
