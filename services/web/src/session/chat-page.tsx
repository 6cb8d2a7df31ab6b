import type { Session } from '@kcs/chat-client';
import { CallContext } from '../call/call-controller.ts';
import { ChatContext } from '../chat/chat-context.ts';
import { DraftContext } from '../composer/draft-context.ts';
import { ChatLayout } from '../layout/chat-layout.tsx';
import { ToastContext } from '../toasts/toast-context.ts';
import { useRunningChat } from './use-running-chat.ts';

interface ChatPageProps {
  readonly session: Session;
  /** Called when the session ends, with a code for the reason. */
  readonly onEnded: (code: string) => void;
}

/** Shows the complete chat for one logged-in user. */
export function ChatPage({ session, onEnded }: ChatPageProps) {
  const runningChat = useRunningChat(session, onEnded);
  if (runningChat === null) return null;
  const { chat, calls, drafts, toasts } = runningChat;
  const logOut = () => {
    void chat.logOut();
    onEnded('LOGGED_OUT');
  };
  return (
    <ChatContext value={chat}>
      <ToastContext value={toasts}>
        <DraftContext value={drafts}>
          <CallContext value={calls}>
            <ChatLayout onLogOut={logOut} />
          </CallContext>
        </DraftContext>
      </ToastContext>
    </ChatContext>
  );
}
