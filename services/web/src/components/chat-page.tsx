import { useEffect, useState } from 'react';
import type { Session } from '../api/session.ts';
import { type Chat, startChat } from '../chat/chat.ts';
import { ChatContext } from '../hooks/use-chat.ts';
import { ChatLayout } from './chat-layout.tsx';

interface Props {
  readonly session: Session;
  readonly onEnded: (code: string) => void;
  readonly onLogOut: () => void;
}

/** Runs the chat of one session for as long as it is shown. */
export function ChatPage({ session, onEnded, onLogOut }: Props) {
  const [chat, setChat] = useState<Chat | null>(null);
  useEffect(() => {
    const started = startChat(session, onEnded);
    setChat(started);
    return () => started.stop();
  }, [session, onEnded]);
  if (chat === null) return null;
  return (
    <ChatContext value={chat}>
      <ChatLayout onLogOut={onLogOut} />
    </ChatContext>
  );
}
