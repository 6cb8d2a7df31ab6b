import { asApiError, browserSessionStorage, logIn, type Session } from '@kcs/chat-client';
import { CircleAlert, Info } from 'lucide-react';
import { useState } from 'react';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { Brand } from './brand.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { LoginForm } from './login-form.tsx';
import { loginProblem } from './login-problem.ts';
import './login-page.css';

interface LoginPageProps {
  /** Why the last session ended; null if there was none. */
  readonly reason: string | null;
  readonly onLoggedIn: (session: Session) => void;
}

/** Logs the user in. After a failure it says what to do, and keeps what was typed. */
export function LoginPage({ reason, onLoggedIn }: LoginPageProps) {
  const [staysLoggedIn, setStaysLoggedIn] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (email: string, password: string) => {
    if (!email.trim() || !password) return setProblem('Enter your email address and your password.');
    setBusy(true);
    setProblem(null);
    try {
      const credentials = { email: email.trim(), password };
      onLoggedIn(await logIn({ storage: browserSessionStorage(staysLoggedIn) }, credentials));
    } catch (thrown) {
      setProblem(loginProblem(asApiError(thrown)));
      setBusy(false);
    }
  };

  return (
    <main className="login">
      <div className="login-corner">
        <ThemeToggle />
      </div>
      <div className="login-card">
        <Brand />
        <h1>Welcome back</h1>
        <p className="muted">Log in to your conversations.</p>
        {reason !== null && problem === null ? (
          <p className="callout" role="status">
            <Info aria-hidden="true" /> {reason}
          </p>
        ) : null}
        {problem !== null ? (
          <p className="callout callout-problem" role="alert">
            <CircleAlert aria-hidden="true" /> {problem}
          </p>
        ) : null}
        <LoginForm
          busy={busy}
          staysLoggedIn={staysLoggedIn}
          onStaysLoggedIn={setStaysLoggedIn}
          onSubmit={submit}
        />
        <DemoAccounts disabled={busy} onPick={submit} />
      </div>
    </main>
  );
}
