import { browserSessionStorage, openSession, type Session } from '@kcs/chat-client';
import { useCallback, useEffect, useState } from 'react';
import { describeSessionEnd } from './login/end-reason.ts';
import { LoginPage } from './login/login-page.tsx';
import { ChatPage } from './session/chat-page.tsx';

const openStoredSession = () => openSession({ storage: browserSessionStorage(true) });

/** Shows the login page, or the chat if a user is logged in. */
export function App() {
  const [session, setSession] = useState<Session | null>(openStoredSession);
  const [reason, setReason] = useState<string | null>(null);

  const endSession = useCallback((code: string) => {
    setReason(describeSessionEnd(code));
    setSession(null);
  }, []);

  // When another tab logs out or logs in as a different user, this tab does the same.
  useEffect(() => {
    const onStorageChange = () => {
      const stored = openStoredSession();
      setSession((before) => (before && stored?.user.id === before.user.id ? before : stored));
    };
    window.addEventListener('storage', onStorageChange);
    return () => window.removeEventListener('storage', onStorageChange);
  }, []);

  if (session === null) {
    const startSession = (opened: Session) => {
      setReason(null);
      setSession(opened);
    };
    return <LoginPage reason={reason} onLoggedIn={startSession} />;
  }
  return <ChatPage key={session.user.id} session={session} onEnded={endSession} />;
}
