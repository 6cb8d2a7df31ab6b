import type { Session } from '@kcs/chat-client';
import { ChatContext } from '../hooks/use-chat.ts';
import { useRunningChat } from '../hooks/use-running-chat.ts';
import { ChatLayout } from './chat-layout.tsx';

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
