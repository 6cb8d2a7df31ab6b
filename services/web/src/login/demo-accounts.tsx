import './demo-accounts.css';

interface DemoAccountsProps {
  readonly disabled: boolean;
  readonly onPick: (email: string, password: string) => void;
}

/** The password of the demo accounts, unless a different one was generated at startup (AUTH-15). */
const DEMO_PASSWORD = 'password123';
const DEMO_USERS = [
  { email: 'teacher@school.com', name: 'Clara', role: 'teacher of 4b' },
  { email: 'student@school.com', name: 'Max', role: 'student of 4b' },
  { email: 'parent@school.com', name: 'Anna', role: 'parent of Max' },
  { email: 'admin@school.com', name: 'Rosa', role: 'administrator' },
] as const;

/**
 * The host names in the page's address when the chat servers run on the user's own computer. Demo accounts exist only
 * there (AUTH-15).
 */
const LOCAL_HOST_NAMES: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Shows a login button for each demo account. Renders nothing unless the page was opened under a local host name. */
export function DemoAccounts({ disabled, onPick }: DemoAccountsProps) {
  if (!LOCAL_HOST_NAMES.has(location.hostname)) return null;
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">Or try a demo account</h2>
      <div className="demo-list">
        {DEMO_USERS.map(({ email, name, role }) => (
          <button
            key={email}
            type="button"
            className="demo-account"
            disabled={disabled}
            title={`${email}, ${DEMO_PASSWORD}`}
            onClick={() => onPick(email, DEMO_PASSWORD)}
          >{`Log in as ${name}, ${role}`}</button>
        ))}
      </div>
      <p className="muted small">To try out a chat, open a second tab and log in as someone else.</p>
    </section>
  );
}
