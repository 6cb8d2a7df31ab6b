import { type FormEvent, useState } from 'react';
import { Button } from '../ui/button.tsx';
import { CheckBox } from '../ui/check-box.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { TextField } from '../ui/text-field.tsx';

interface LoginFormProps {
  readonly busy: boolean;
  readonly stayLoggedIn: boolean;
  readonly onStayLoggedInChange: (stays: boolean) => void;
  readonly onSubmit: (email: string, password: string) => void;
}

export function LoginForm({ busy, stayLoggedIn, onStayLoggedInChange, onSubmit }: LoginFormProps) {
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit(email, password);
  };
  return (
    <form onSubmit={submit} noValidate>
      <TextField
        label="Email"
        type="email"
        name="email"
        autoComplete="username"
        value={email}
        onChange={(event) => setEmail(event.target.value)}
      />
      <TextField
        label="Password"
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
    </form>
  );
}
