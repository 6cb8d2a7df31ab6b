import { asApiError, browserSessionStorage, logIn, type Session } from '@kcs/chat-client';
import { CircleAlert, Info } from 'lucide-react';
import { useState } from 'react';
import { useSubmission } from '../chat/use-submission.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { Brand } from './brand.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { LoginForm } from './login-form.tsx';
import { describeLoginProblem } from './login-problem.ts';
import './login-page.css';

/** The error codes with which the server rejects the email address or the password. */
const INPUT_ERROR_CODES: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'VALIDATION_FAILED']);

interface LoginPageProps {
  /** The text that says why the last session ended, or null if there is nothing to explain. */
  readonly reason: string | null;
  readonly onLoggedIn: (session: Session) => void;
}

/** Shows the login form. After a failed login, keeps the input and says what to do next. */
export function LoginPage({ reason, onLoggedIn }: LoginPageProps) {
  const [failures, setFailures] = useState(0);
  const [stayLoggedIn, setStayLoggedIn] = useState(false);
  const { busy, problem, setProblem, submit } = useSubmission(describeLoginProblem);

  const submitLogin = async (email: string, password: string) => {
    if (!email.trim() || !password) {
      setProblem('Enter your email address and your password.');
      return setFailures((before) => before + 1);
    }
    const storage = browserSessionStorage(stayLoggedIn);
    await submit(async () => {
      try {
        onLoggedIn(await logIn({ storage }, { email: email.trim(), password }));
      } catch (thrown) {
        if (INPUT_ERROR_CODES.has(asApiError(thrown).code)) setFailures((before) => before + 1);
        throw thrown;
      }
    });
  };

  return (
    <main className="login">
      <div className="login-corner">
        <ThemeToggle />
      </div>
      <div className="login-card">
        <Brand />
        <h1>Welcome back</h1>
        <p className="muted">Log in to see your conversations.</p>
        {reason !== null && problem === null ? (
          <p className="callout" role="status">
            <Info aria-hidden="true" />
            <span>{reason}</span>
          </p>
        ) : null}
        {problem !== null ? (
          <p className="callout callout-problem" role="alert">
            <CircleAlert aria-hidden="true" />
            <span>{problem}</span>
          </p>
        ) : null}
        <LoginForm
          busy={busy}
          failureCount={failures}
          stayLoggedIn={stayLoggedIn}
          onStayLoggedInChange={setStayLoggedIn}
          onSubmit={submitLogin}
        />
        <DemoAccounts disabled={busy} onPick={submitLogin} />
      </div>
    </main>
  );
}
