import { Avatar } from '../ui/avatar.tsx';
import './demo-accounts.css';

interface DemoAccountsProps {
  readonly disabled: boolean;
  readonly onPick: (email: string, password: string) => void;
}

const DEMO_PASSWORD = 'password123';
const DEMO_NAMES = ['Teacher', 'Student', 'Parent', 'Admin'] as const;
const demoEmail = (name: string) => `${name.toLowerCase()}@school.com`;

/**
 * Demo accounts exist only on a system that was started locally (AUTH-15). Users open such a system under one of these
 * host names.
 */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Shows buttons that log in to a demo account. Renders nothing unless the page was opened under a local host name. */
export function DemoAccounts({ disabled, onPick }: DemoAccountsProps) {
  if (!LOCAL_HOSTS.has(location.hostname)) return null;
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">Or try a demo account</h2>
      <div className="demo-list">
        {DEMO_NAMES.map((name) => (
          <button
            key={name}
            type="button"
            className="demo-account"
            disabled={disabled}
            title={`${demoEmail(name)}, ${DEMO_PASSWORD}`}
            onClick={() => onPick(demoEmail(name), DEMO_PASSWORD)}
          >
            <Avatar id={name} name={name} size="small" />
            <span>{name}</span>
          </button>
        ))}
      </div>
      <p className="muted small">To try out a chat, open a second tab and log in as someone else.</p>
    </section>
  );
}
