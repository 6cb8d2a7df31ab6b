import { asApiError, browserSessionStorage, logIn, type Session } from '@kcs/chat-client';
import { CircleAlert, Info } from 'lucide-react';
import { useRef, useState } from 'react';
import { useFormSubmission } from '../chat/use-submission.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { Brand } from './brand.tsx';
import { DemoAccounts } from './demo-accounts.tsx';
import { LoginForm } from './login-form.tsx';
import { describeDemoLoginProblem, describeLoginProblem } from './login-problem.ts';
import './login-page.css';

/** The error codes that mean that the server rejected the email address or the password. */
const CREDENTIAL_ERROR_CODES: ReadonlySet<string> = new Set(['UNAUTHENTICATED', 'VALIDATION_FAILED']);

interface LoginPageProps {
  /** The text that says why the last session ended, or null if there is nothing to explain. */
  readonly reason: string | null;
  readonly onLoggedIn: (session: Session) => void;
}

/** Shows the login form. After a failed login, keeps the input and says what to do next. */
export function LoginPage({ reason, onLoggedIn }: LoginPageProps) {
  const [failures, setFailures] = useState(0);
  const [stayLoggedIn, setStayLoggedIn] = useState(false);
  const [isDemoRejected, setIsDemoRejected] = useState(false);
  const isDemoLoginRef = useRef(false);
  const { busy, problem, setProblem, submit } = useFormSubmission((error) =>
    isDemoLoginRef.current ? describeDemoLoginProblem(error) : describeLoginProblem(error),
  );

  const sendLogin = async (email: string, password: string, onRejected: () => void) => {
    const storageForSession = browserSessionStorage(stayLoggedIn);
    await submit(async () => {
      try {
        onLoggedIn(await logIn({ storage: storageForSession }, { email, password }));
      } catch (thrown) {
        if (CREDENTIAL_ERROR_CODES.has(asApiError(thrown).code)) onRejected();
        throw thrown;
      }
    });
  };
  const submitLogin = async (email: string, password: string) => {
    if (!email.trim() || !password) {
      setProblem('Enter your email address and your password.');
      return setFailures((before) => before + 1);
    }
    isDemoLoginRef.current = false;
    await sendLogin(email.trim(), password, () => setFailures((before) => before + 1));
  };
  const submitDemoLogin = async (email: string, password: string) => {
    isDemoLoginRef.current = true;
    await sendLogin(email, password, () => setIsDemoRejected(true));
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
        {isDemoRejected ? null : <DemoAccounts disabled={busy} onPick={submitDemoLogin} />}
      </div>
    </main>
  );
}
