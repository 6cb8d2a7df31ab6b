import { browserSessionStorage, openSession, type Session } from '@kcs/chat-client';
import { useCallback, useEffect, useState } from 'react';
import { endReason } from './login/end-reason.ts';
import { LoginPage } from './login/login-page.tsx';
import { ChatPage } from './session/chat-page.tsx';

const storedSession = () => openSession({ storage: browserSessionStorage(true) });

/** Shows the login page, or the chat if a user is logged in. */
export function App() {
  const [session, setSession] = useState<Session | null>(storedSession);
  const [reason, setReason] = useState<string | null>(null);

  const end = useCallback((code: string) => {
    setReason(endReason(code));
    setSession(null);
  }, []);

  // When another tab logs out or logs in as a different user, this tab does the same.
  useEffect(() => {
    const onStorage = () => {
      const now = storedSession();
      setSession((before) => (before && now?.user.id === before.user.id ? before : now));
    };
    window.addEventListener('storage', onStorage);
    return () => window.removeEventListener('storage', onStorage);
  }, []);

  if (session === null) {
    const start = (opened: Session) => {
      setReason(null);
      setSession(opened);
    };
    return <LoginPage reason={reason} onLoggedIn={start} />;
  }
  return <ChatPage key={session.user.id} session={session} onEnded={end} />;
}
