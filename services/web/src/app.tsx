import { browserSessionStorage, openSession, type Session } from '@kcs/chat-client';
import { useCallback, useEffect, useState } from 'react';
import { removeRoomFromAddress } from './chat/room-address.ts';
import { forgetDraftsOfOtherUsers } from './composer/draft-store.ts';
import { describeSessionEnd } from './login/end-reason.ts';
import { LoginPage } from './login/login-page.tsx';
import { ChatPage } from './session/chat-page.tsx';
import { keepPageOnDrop } from './ui/keep-page-on-drop.ts';

/**
 * Returns the session that the browser has stored, or null if there is none. Also deletes the drafts that this tab has
 * stored for any user other than the user of that session.
 */
function openStoredSession(): Session | null {
  const session = openSession({ storage: browserSessionStorage(true) });
  forgetDraftsOfOtherUsers(session?.user.id ?? null);
  return session;
}

/** Shows the login page, or the chat if a user is logged in. */
export function App() {
  const [session, setSession] = useState<Session | null>(openStoredSession);
  const [reason, setReason] = useState<string | null>(null);

  /**
   * Replaces this tab's session, and deletes the previous user's drafts. Opens the login page if there is no new
   * session.
   */
  const replaceSession = useCallback((next: Session | null, endCode: string | null) => {
    forgetDraftsOfOtherUsers(next?.user.id ?? null);
    removeRoomFromAddress();
    setReason(endCode === null ? null : describeSessionEnd(endCode));
    setSession(next);
  }, []);
  useEffect(keepPageOnDrop, []);
  const endSessionWithCode = useCallback((code: string) => replaceSession(null, code), [replaceSession]);

  // When a user logs in or out in another tab, do the same in this tab, so that all tabs show the same user.
  useEffect(() => {
    const adoptSessionOfOtherTab = () => {
      const storedSession = openSession({ storage: browserSessionStorage(true) });
      if (storedSession?.user.id === session?.user.id) return;
      replaceSession(storedSession, session && storedSession === null ? 'LOGGED_OUT_IN_OTHER_TAB' : null);
    };
    window.addEventListener('storage', adoptSessionOfOtherTab);
    return () => window.removeEventListener('storage', adoptSessionOfOtherTab);
  }, [session, replaceSession]);

  if (session === null) {
    const startSession = (opened: Session) => {
      setReason(null);
      setSession(opened);
    };
    return <LoginPage reason={reason} onLoggedIn={startSession} />;
  }
  return <ChatPage key={session.user.id} session={session} onEnded={endSessionWithCode} />;
}
