import type { Session } from '@kcs/chat-client';
import { ChatContext } from '../chat/chat-context.ts';
import { ChatLayout } from '../layout/chat-layout.tsx';
import { useRunningChat } from './use-running-chat.ts';

interface Props {
  readonly session: Session;
  readonly onEnded: (code: string) => void;
}

export function ChatPage({ session, onEnded }: Props) {
  const running = useRunningChat(session, onEnded);
  if (running === null) return null;
  const logOut = () => {
    void running.chat.logOut();
    onEnded('LOGGED_OUT');
  };
  return (
    <ChatContext value={running}>
      <ChatLayout onLogOut={logOut} />
    </ChatContext>
  );
}
