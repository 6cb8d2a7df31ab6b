import {
  browserOutbox,
  type ChatClient,
  createChatClient,
  type Outbox,
  type Session,
} from '@kcs/chat-client';
import { useEffect, useState } from 'react';
import { type CallController, createCallController } from '../call/call-controller.ts';
import { findRunningCalls } from '../call/find-running-calls.ts';
import { createCallCodeLoader } from '../call/load-call-code.ts';
import { getRoomIdInAddress, goToRoomAddress } from '../chat/room-address.ts';
import { createDraftStore, type DraftStore } from '../composer/draft-store.ts';
import type { OpenRoomAtMessage } from '../notifications/notification-target.ts';
import { showBrowserNotifications } from '../notifications/show-browser-notifications.ts';
import { showMessage } from '../timeline/show-message.ts';
import { showEventToasts } from '../toasts/show-event-toasts.ts';
import { createToastBoard, type ToastBoard } from '../toasts/toast-board.ts';
import { warnBeforeUnload } from './warn-before-unload.ts';
import { watchSmallRooms } from './watch-small-rooms.ts';

interface RunningChat {
  readonly chat: ChatClient;
  readonly calls: CallController;
  readonly drafts: DraftStore;
  readonly toasts: ToastBoard;
}

/**
 * Runs a session's chat client while the calling component is mounted. Returns null during the first render. When the
 * session ends, `onEnded` receives a code for the reason. The page does not wait for the browser's storage to open, so
 * unsent messages from earlier visits may appear later.
 */
export function useRunningChat(session: Session, onEnded: (code: string) => void): RunningChat | null {
  const [running, setRunning] = useState<RunningChat | null>(null);
  useEffect(() => {
    const outbox = browserOutbox(session.user.id);
    const startedChat = startChat(session, outbox, onEnded);
    const removeUnloadWarning = warnBeforeUnload(startedChat, outbox);
    setRunning(startedChat);
    return () => {
      removeUnloadWarning();
      startedChat.calls.stop();
      startedChat.chat.stop();
      void outbox.close();
    };
  }, [session, onEnded]);
  return running;
}

function startChat(session: Session, outbox: Outbox, onEnded: (code: string) => void): RunningChat {
  const chat = createChatClient({ session, outbox });
  const draftStore = createDraftStore(session.user.id);
  const toastBoard = createToastBoard();
  const openRoomAtMessage: OpenRoomAtMessage = (roomId, seq) =>
    seq === undefined ? goToRoomAddress(roomId) : showMessage(chat, roomId, { seq });
  showEventToasts(chat, toastBoard, { openRoomId: getRoomIdInAddress, openMessage: openRoomAtMessage });
  showBrowserNotifications(chat, openRoomAtMessage);
  watchSmallRooms(chat);
  const calls = createCallController(createCallCodeLoader(session, chat));
  findRunningCalls(chat, calls);
  chat.watchNotifications();
  chat.on('session-ended', ({ code }) => onEnded(code));
  if (session.endsWithPage) {
    toastBoard.showInfo(
      'This browser does not store your session. You will have to log in again after a reload.',
    );
  }
  return { chat, calls, drafts: draftStore, toasts: toastBoard };
}
