import { asApiError, type Session } from '@kcs/chat-client';
import { type ComponentType, useEffect, useMemo, useRef, useState } from 'react';
import { watchLostFocus } from '../layout/watch-lost-focus.ts';
import { ThemeToggle } from '../theme/theme-toggle.tsx';
import { Button } from '../ui/button.tsx';
import { AccountsSection } from './accounts-section.tsx';
import { type AdminSession, createAdminApi } from './admin-api.ts';
import { AdministrationContext } from './admin-context.ts';
import { AuditSection } from './audit-section.tsx';
import { DeadLettersSection } from './dead-letters-section.tsx';
import { ExportsSection } from './exports-section.tsx';
import { OverviewSection } from './overview-section.tsx';
import { RoomsSection } from './rooms-section.tsx';
import { UsersSection } from './users-section.tsx';
import './admin-page.css';

const SECTIONS = {
  Overview: OverviewSection,
  Users: UsersSection,
  Rooms: RoomsSection,
  'Service accounts': AccountsSection,
  Exports: ExportsSection,
  'Audit log': AuditSection,
  'Dead letters': DeadLettersSection,
} satisfies Record<string, ComponentType>;
type SectionName = keyof typeof SECTIONS;
const SECTION_NAMES = Object.keys(SECTIONS) as SectionName[];

interface AdminPageProps {
  readonly session: Session;
  readonly onLogOut: () => void;
  /** Called if the server no longer accepts the session. */
  readonly onEnded: () => void;
}

/** Shows the sections of the administration page, one at a time. */
export function AdminPage({ session, onLogOut, onEnded }: AdminPageProps) {
  const [section, setSection] = useState<SectionName>('Overview');
  const [notice, setNotice] = useState<{ readonly text: string; readonly isProblem: boolean } | null>(null);
  const headingRef = useRef<HTMLHeadingElement>(null);
  const administration = useMemo(() => {
    const run = async <T,>(change: () => Promise<T>, successText: string | ((result: T) => string)) => {
      try {
        const result = await change();
        setNotice({
          text: typeof successText === 'string' ? successText : successText(result),
          isProblem: false,
        });
        return true;
      } catch (thrown) {
        setNotice({ text: asApiError(thrown).message, isProblem: true });
        return false;
      }
    };
    return { api: createAdminApi(watchSessionEnd(session, onEnded)), userId: session.user.id, run };
  }, [session, onEnded]);
  useEffect(watchLostFocus, []);
  useEffect(() => headingRef.current?.focus(), []);
  const openSection = (name: SectionName) => {
    setNotice(null);
    setSection(name);
    headingRef.current?.focus();
  };
  const SectionContent = SECTIONS[section];
  return (
    <AdministrationContext value={administration}>
      <title>{`${section} – Administration – KCS Chat`}</title>
      <div className="admin">
        <header className="admin-head">
          <a href="/">Back to the chat</a>
          <ThemeToggle />
          <Button onClick={onLogOut}>Log out</Button>
        </header>
        <nav className="admin-nav" aria-label="Administration">
          {SECTION_NAMES.map((name) => (
            <Button
              key={name}
              aria-current={name === section ? 'page' : undefined}
              onClick={() => openSection(name)}
            >
              {name}
            </Button>
          ))}
        </nav>
        <main className="admin-main" tabIndex={-1}>
          <h1 ref={headingRef} tabIndex={-1}>
            {section}
          </h1>
          <p role="status" className={`admin-notice ${notice?.isProblem ? 'problem' : 'muted'}`}>
            {notice?.text}
          </p>
          <SectionContent />
        </main>
      </div>
    </AdministrationContext>
  );
}

/** Returns the session, which calls `onEnded` when the server no longer accepts it. */
function watchSessionEnd(session: Session, onEnded: () => void): AdminSession {
  const watchEnd =
    <A extends unknown[], R>(call: (...args: A) => Promise<R>) =>
    (...args: A) =>
      call(...args).catch((thrown: unknown) => {
        if (asApiError(thrown).code === 'UNAUTHENTICATED') onEnded();
        throw thrown;
      });
  return {
    url: session.url,
    request: watchEnd(session.request) as Session['request'],
    token: watchEnd(session.token),
    renew: watchEnd(session.renew),
  };
}
