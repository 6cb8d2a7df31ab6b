import { type ChatClient, createChatClient, type Outbox, type Session } from '@kcs/chat-client';
import { useEffect, useState } from 'react';
import { createRoomLines, type RoomLines } from '../lines/room-lines.ts';
import { createNoticeBoard, type NoticeBoard } from '../notices/notice-board.ts';
import { tellEvents } from '../notices/tell-events.ts';
import { guardUnload } from './guard-unload.ts';
import { openOutbox } from './open-outbox.ts';
import { roomInAddress } from './use-route.ts';
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
