import { type FormEvent, useEffect, useEffectEvent, useRef, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/check-box.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { TextField } from '../ui/text-field.tsx';

interface LoginFormProps {
  readonly busy: boolean;
  /**
   * The number of login attempts that failed because of a wrong email address or password. After each such attempt, the
   * form focuses the first incorrect field.
   */
  readonly failureCount: number;
  readonly stayLoggedIn: boolean;
  readonly onStayLoggedInChange: (stays: boolean) => void;
  readonly onSubmit: (email: string, password: string) => void;
}

/** Matches any text that could be an email address. The server performs the complete validation. */
const EMAIL_PATTERN = /^[^@\s]+@[^@\s]+$/;

export function LoginForm({
  busy,
  failureCount,
  stayLoggedIn,
  onStayLoggedInChange,
  onSubmit,
}: LoginFormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const emailFieldRef = useRef<HTMLInputElement>(null);
  const passwordFieldRef = useRef<HTMLInputElement>(null);
  const hasLoginFailed = failureCount > 0;
  const isEmailMalformed = hasLoginFailed && !EMAIL_PATTERN.test(email.trim());
  const focusWrongField = useEffectEvent(() => {
    (hasLoginFailed && !isEmailMalformed ? passwordFieldRef : emailFieldRef).current?.focus();
  });
  useEffect(() => focusWrongField(), [failureCount]);
  const submitCredentials = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(email, password);
  };
  return (
    <form onSubmit={submitCredentials} noValidate>
      <TextField
        label="Email"
        ref={emailFieldRef}
        aria-invalid={isEmailMalformed || undefined}
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
        ref={passwordFieldRef}
        aria-invalid={(hasLoginFailed && !isEmailMalformed) || undefined}
        type="password"
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={(event) => setPassword(event.target.value)}
      />
      <CheckBox
        label="Stay logged in on this device"
        checked={stayLoggedIn}
        onChange={onStayLoggedInChange}
      />
      <Button type="submit" variant="primary" wide disabled={busy}>
        {busy ? <Spinner /> : null}
        <span>Log in</span>
      </Button>
      <p className="muted small">Forgot your password? Ask your administrator.</p>
    </form>
  );
}
