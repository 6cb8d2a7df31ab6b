import { useCallback, useEffect, useState } from 'react';
import { openSession, type Session } from '../api/session.ts';
import { clearSession, SESSION_KEY } from '../api/stored-session.ts';
import { endReason } from '../format/end-reason.ts';
import { ChatPage } from './chat-page.tsx';
import { LoginPage } from './login-page.tsx';

/** Either the login page or the chat of whoever is logged in. */
export function App() {
  const [session, setSession] = useState<Session | null>(openSession);
  const [reason, setReason] = useState<string | null>(null);

  const end = useCallback((code: string) => {
    clearSession();
    setReason(endReason(code));
    setSession(null);
  }, []);

  // Another tab of this browser logged out, or in as somebody else.
  useEffect(() => {
    const onStorage = (event: StorageEvent) => {
      if (event.key !== SESSION_KEY) return;
      const now = openSession();
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
  const logOut = () => {
    void session.logOut();
    end('LOGGED_OUT');
  };
  return <ChatPage key={session.user.id} session={session} onEnded={end} onLogOut={logOut} />;
}
