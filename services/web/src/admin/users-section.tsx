import type { User } from '@kcs/contracts';
import { useCallback, useState } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { Button } from '../ui/button.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { NewUserDialog } from './new-user-dialog.tsx';
import { PendingActionDialog } from './pending-action-dialog.tsx';
import { ResetPasswordDialog } from './reset-password-dialog.tsx';
import { SEARCH_DELAY_MS } from './search-delay.ts';
import { SessionsDialog } from './sessions-dialog.tsx';
import { useAdminList } from './use-admin-list.ts';
import { usePendingAction } from './use-pending-action.ts';

type OpenDialog = { readonly kind: 'new' } | { readonly kind: 'password' | 'sessions'; readonly user: User };

/** Lists all users. Admins create, deactivate, and activate users, reset passwords, end sessions, and export data. */
export function UsersSection() {
  const { api, userId, run } = useAdministration();
  const [search, setSearch] = useState('');
  const [openDialog, setOpenDialog] = useState<OpenDialog | null>(null);
  const { pendingAction, ask, close } = usePendingAction();
  const loadPage = useCallback((cursor?: string) => api.listUsers(search, cursor), [api, search]);
  const { list, reload } = useAdminList(loadPage, search === '' ? 0 : SEARCH_DELAY_MS);

  const runAndReload = async (change: () => Promise<unknown>, successText: string) => {
    if (await run(change, successText)) reload();
  };
  const setActive = (user: User, active: boolean) =>
    runAndReload(
      () => api.updateUser(user.id, { active }),
      `${user.name} is now ${active ? 'active' : 'deactivated'}.`,
    );
  const askToDeactivate = (user: User) =>
    ask({
      title: `Deactivate ${user.name}?`,
      text: 'All sessions of this person end now, and nobody can log in to the account until you activate it again.',
      action: 'Deactivate',
      run: () => void setActive(user, false),
    });
  const askToEndSessions = (user: User) =>
    ask({
      title: `End all sessions of ${user.name}?`,
      text: 'This person must log in again on every device.',
      action: 'End sessions',
      run: () => void run(() => api.endSessions(user.id), `All sessions of ${user.name} have ended.`),
    });
  const exportData = ({ id, name }: User) =>
    run(
      () => api.requestExport({ user_id: id }),
      `The export of ${name} has started. You find it in “Exports”.`,
    );
  const renderActions = (user: User) => (
    <div className="row-actions" key="actions">
      <Button
        onClick={() => setOpenDialog({ kind: 'password', user })}
        aria-label={`Reset the password of ${user.name}`}
      >
        Reset password
      </Button>
      <Button
        onClick={() => setOpenDialog({ kind: 'sessions', user })}
        aria-label={`Show the sessions of ${user.name}`}
      >
        Sessions
      </Button>
      <Button onClick={() => askToEndSessions(user)} aria-label={`End all sessions of ${user.name}`}>
        End sessions
      </Button>
      <Button onClick={() => void exportData(user)} aria-label={`Export the data of ${user.name}`}>
        Export data
      </Button>
      {user.active ? (
        <Button onClick={() => askToDeactivate(user)} aria-label={`Deactivate ${user.name}`}>
          Deactivate
        </Button>
      ) : (
        <Button onClick={() => void setActive(user, true)} aria-label={`Activate ${user.name}`}>
          Activate
        </Button>
      )}
    </div>
  );
  return (
    <>
      <div className="section-tools">
        <SearchField label="Search users by name or email" value={search} onChange={setSearch} />
        <Button variant="primary" onClick={() => setOpenDialog({ kind: 'new' })}>
          New user
        </Button>
      </div>
      <DataTable
        caption="Users"
        columns={['Name', 'Email', 'Type', 'State', 'Actions']}
        rows={list.items.map((user) => ({
          id: user.id,
          cells: [
            ...[<bdi key="name">{user.name}</bdi>, user.email ?? '–', user.user_type],
            user.active ? 'Active' : 'Deactivated',
            // Admins manage their own account in the chat, so that no click here can lock them out.
            user.id === userId ? 'Your account' : renderActions(user),
          ],
        }))}
      />
      <ListEnd list={list} emptyText="No users found. Try another search." />
      {openDialog?.kind === 'new' ? (
        <NewUserDialog
          onCreated={(name) => void runAndReload(async () => undefined, `${name} can log in now.`)}
          onClose={() => setOpenDialog(null)}
        />
      ) : null}
      {openDialog?.kind === 'password' ? (
        <ResetPasswordDialog user={openDialog.user} onClose={() => setOpenDialog(null)} />
      ) : null}
      {openDialog?.kind === 'sessions' ? (
        <SessionsDialog user={openDialog.user} onClose={() => setOpenDialog(null)} />
      ) : null}
      <PendingActionDialog pendingAction={pendingAction} onClose={close} />
    </>
  );
}
