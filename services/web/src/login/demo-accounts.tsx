import { Avatar } from '../ui/avatar.tsx';

interface Props {
  readonly disabled: boolean;
  readonly onPick: (email: string, password: string) => void;
}

const PASSWORD = 'password123';
const NAMES = ['Teacher', 'Student', 'Parent', 'Admin'] as const;
const emailOf = (name: string) => `${name.toLowerCase()}@school.com`;

/** Demo data exists only after a local start, which is reached under these names. */
const LOCAL_HOSTS: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);

/** Accounts to try on one's own machine; nothing elsewhere. */
export function DemoAccounts({ disabled, onPick }: Props) {
  if (!LOCAL_HOSTS.has(location.hostname)) return null;
  return (
    <section className="demo" aria-labelledby="demo-title">
      <h2 id="demo-title">Or look around with demo data</h2>
      <div className="demo-list">
        {NAMES.map((name) => (
          <button
            key={name}
            type="button"
            className="demo-account"
            disabled={disabled}
            title={`${emailOf(name)}, ${PASSWORD}`}
            onClick={() => onPick(emailOf(name), PASSWORD)}
          >
            <Avatar name={name} size="small" /> {name}
          </button>
        ))}
      </div>
      <p className="muted small">Open a second tab as somebody else, and chat with yourself.</p>
    </section>
  );
}
