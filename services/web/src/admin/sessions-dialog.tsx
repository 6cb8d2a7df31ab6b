import { asApiError } from '@kcs/chat-client';
import type { Session, User } from '@kcs/contracts';
import { useCallback, useEffect, useRef, useState } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { Button } from '../ui/button.tsx';
import { Dialog, DialogFooter } from '../ui/dialog.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { formatTableTime } from './format-table-time.ts';
import { useAdminList } from './use-admin-list.ts';
import './sessions-dialog.css';

interface SessionsDialogProps {
  readonly user: User;
  readonly onClose: () => void;
}

/** Lists the sessions of a user. An Admin can end each of them. */
export function SessionsDialog({ user, onClose }: SessionsDialogProps) {
  const { api } = useAdministration();
  const loadPage = useCallback((cursor?: string) => api.listSessions(user.id, cursor), [api, user.id]);
  const { list, reload } = useAdminList(loadPage);
  const [notice, setNotice] = useState({ text: '' });
  const noticeRef = useRef<HTMLParagraphElement>(null);
  const endSession = async ({ id }: Session) => {
    try {
      await api.endSession(user.id, id);
      setNotice({ text: 'The session has ended.' });
      reload();
    } catch (thrown) {
      setNotice({ text: asApiError(thrown).message });
    }
  };
  // The button disappears with its session, so the focus must go somewhere else.
  useEffect(() => {
    if (notice.text !== '') noticeRef.current?.focus();
  }, [notice]);
  return (
    <Dialog title={`Sessions of ${user.name}`} onClose={onClose} className="wide-dialog">
      <div className="dialog-body">
        <p role="status" className="muted" ref={noticeRef} tabIndex={-1}>
          {notice.text}
        </p>
        <DataTable
          caption={`Sessions of ${user.name}`}
          columns={['Browser or program', 'Last use', 'Logged in', 'Expires', 'Actions']}
          rows={list.items.map((session) => ({
            id: session.id,
            cells: [
              session.user_agent ?? 'Unknown',
              ...[formatTableTime(session.last_used_at), formatTableTime(session.created_at)],
              formatTableTime(session.expires_at),
              <Button
                key="end"
                onClick={() => void endSession(session)}
                aria-label={`End the session of ${formatTableTime(session.created_at)}`}
              >
                End
              </Button>,
            ],
          }))}
        />
        <ListEnd list={list} emptyText="This person is not logged in." />
      </div>
      <DialogFooter>
        <Button variant="primary" onClick={onClose}>
          Done
        </Button>
      </DialogFooter>
    </Dialog>
  );
}
