import { asApiError, browserSessionStorage, logIn, type Session } from '@kcs/chat-client';
import { CircleAlert, Info } from 'lucide-react';
import { type FormEvent, useState } from 'react';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { Brand } from './brand.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { loginProblem } from './login-problem.ts';

interface Props {
  /** Why the last session is over. */
  readonly reason: string | null;
  readonly onLoggedIn: (session: Session) => void;
}

/** Where one logs in; problems are told in words, and what was typed stays. */
export function LoginPage({ reason, onLoggedIn }: Props) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [kept, setKept] = useState(false);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const attempt = async (as: string, secret: string) => {
    setBusy(true);
    setProblem(null);
    try {
      const credentials = { email: as.trim(), password: secret };
      onLoggedIn(await logIn({ storage: browserSessionStorage(kept) }, credentials));
    } catch (thrown) {
      setProblem(loginProblem(asApiError(thrown)));
      setBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!email.trim() || !password) return setProblem('Please enter your e-mail address and your password.');
    void attempt(email, password);
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
        {reason !== null && problem === null && (
          <p className="callout" role="status">
            <Info aria-hidden="true" /> {reason}
          </p>
        )}
        {problem !== null && (
          <p className="callout callout-problem" role="alert">
            <CircleAlert aria-hidden="true" /> {problem}
          </p>
        )}
        <form onSubmit={submit} noValidate>
          <label className="field">
            <span>E-mail</span>
            <input
              type="email"
              name="email"
              autoComplete="username"
              value={email}
              onChange={(event) => setEmail(event.target.value)}
            />
          </label>
          <label className="field">
            <span>Password</span>
            <input
              type="password"
              name="password"
              autoComplete="current-password"
              value={password}
              onChange={(event) => setPassword(event.target.value)}
            />
          </label>
          <label className="check">
            <input type="checkbox" checked={kept} onChange={(event) => setKept(event.target.checked)} />
            <span>Stay logged in on this device</span>
          </label>
          <button type="submit" className="button button-primary button-wide" disabled={busy}>
            {busy ? <Spinner /> : null} Log in
          </button>
        </form>
        <DemoAccounts disabled={busy} onPick={attempt} />
      </div>
    </main>
  );
}
