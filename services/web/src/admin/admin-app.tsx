import { browserSessionStorage, openSession, type Session } from '@kcs/chat-client';
import type { CurrentUser } from '@kcs/contracts';
import { useCallback, useEffect, useState } from 'react';
import { describeSessionEnd } from '../login/end-reason.ts';
import { LoginPage } from '../login/login-page.tsx';
import { Button } from '../ui/button.tsx';
import { AdminPage } from './admin-page.tsx';
import './admin-app.css';

/**
 * Shows the administration page to a logged-in Admin, and the login page to everybody else. The session is the one of
 * the chat in the same browser.
 */
export function AdminApp() {
  const [session, setSession] = useState<Session | null>(() =>
    openSession({ storage: browserSessionStorage(true) }),
  );
  useProfileUpdate(session, setSession);
  const [reason, setReason] = useState<string | null>(null);
  const endSession = useCallback((code: string) => {
    setReason(describeSessionEnd(code));
    setSession(null);
  }, []);
  const showSessionEnd = useCallback(() => {
    session?.forget();
    endSession('UNAUTHENTICATED');
  }, [session, endSession]);
  if (session === null) {
    return (
      <>
        <title>Administration – KCS Chat</title>
        <LoginPage reason={reason} onLoggedIn={setSession} />
      </>
    );
  }
  const logOut = () => {
    void session.logOut();
    endSession('LOGGED_OUT');
  };
  if (session.user.user_type !== 'Admin') return <AdminsOnlyPage onLogOut={logOut} />;
  return <AdminPage session={session} onLogOut={logOut} onEnded={showSessionEnd} />;
}

/** Loads the current profile, because the stored one may be older than the last change of the user's type. */
function useProfileUpdate(session: Session | null, setSession: (session: Session | null) => void): void {
  useEffect(() => {
    if (session === null) return;
    let isCurrent = true;
    const updateProfile = async () => {
      const { data: profile } = await session.request<CurrentUser>('/auth/me');
      session.remember(profile);
      if (isCurrent && profile.user_type !== session.user.user_type)
        setSession(openSession({ storage: browserSessionStorage(true) }));
    };
    // If this fails, the sections say why their own requests fail.
    updateProfile().catch(() => undefined);
    return () => {
      isCurrent = false;
    };
  }, [session, setSession]);
}

function AdminsOnlyPage({ onLogOut }: { readonly onLogOut: () => void }) {
  return (
    <main className="admins-only">
      <title>Administration – KCS Chat</title>
      <h1>Only Admins can open this page</h1>
      <p>Log in with the account of an Admin, or go back to the chat.</p>
      <p className="admins-only-actions">
        <a href="/">Back to the chat</a>
        <Button onClick={onLogOut}>Log in as someone else</Button>
      </p>
    </main>
  );
}
