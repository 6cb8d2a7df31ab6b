import type { ServiceAccount } from '@kcs/contracts';
import { useState } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { Button } from '../ui/button.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { formatTableTime } from './format-table-time.ts';
import { NewAccountDialog } from './new-account-dialog.tsx';
import { PendingActionDialog } from './pending-action-dialog.tsx';
import { QuotasDialog } from './quotas-dialog.tsx';
import { TokenDialog } from './token-dialog.tsx';
import { useAdminList } from './use-admin-list.ts';
import { usePendingAction } from './use-pending-action.ts';

/** Lists all service accounts. Admins create, deactivate, and delete accounts, set quotas, and issue new tokens. */
export function AccountsSection() {
  const { api, run } = useAdministration();
  const { list, reload } = useAdminList(api.listAccounts);
  const [isCreating, setCreating] = useState(false);
  const [accountWithQuotas, setAccountWithQuotas] = useState<ServiceAccount | null>(null);
  /** A token that was just issued. The server shows it only once. */
  const [token, setToken] = useState<string | null>(null);
  const { pendingAction, ask, close } = usePendingAction();
  const runAndReload = async (change: () => Promise<unknown>, successText: string) => {
    if (await run(change, successText)) reload();
  };
  const setActive = ({ id, name }: ServiceAccount, active: boolean) =>
    runAndReload(
      () => api.setAccountActive(id, active),
      `${name} is now ${active ? 'active' : 'deactivated'}.`,
    );
  const rotateToken = ({ id, name }: ServiceAccount) =>
    runAndReload(async () => {
      const { token: newToken } = await api.rotateToken(id);
      setToken(newToken);
    }, `${name} has a new token. The old one stays valid for 24 hours.`);
  const askToDelete = ({ id, name }: ServiceAccount) =>
    ask({
      title: `Delete ${name}?`,
      text: 'Its tokens stop working immediately, and its name can never be used again.',
      action: 'Delete',
      run: () => void runAndReload(() => api.deleteAccount(id), `${name} has been deleted.`),
    });
  return (
    <>
      <div className="section-tools">
        <Button variant="primary" onClick={() => setCreating(true)}>
          New service account
        </Button>
      </div>
      <DataTable
        caption="Service accounts"
        columns={['Name', 'Scopes', 'State', 'Last use', 'Created', 'Actions']}
        rows={list.items.map((account) => ({
          id: account.id,
          cells: [
            ...[account.name, account.scopes.join(', ') || '–', account.active ? 'Active' : 'Deactivated'],
            ...[formatTableTime(account.last_used_at), formatTableTime(account.created_at)],
            <div className="row-actions" key="actions">
              <Button onClick={() => void rotateToken(account)} aria-label={`New token for ${account.name}`}>
                New token
              </Button>
              <Button onClick={() => setAccountWithQuotas(account)} aria-label={`Quotas of ${account.name}`}>
                Quotas
              </Button>
              <Button
                onClick={() => void setActive(account, !account.active)}
                aria-label={`${account.active ? 'Deactivate' : 'Activate'} ${account.name}`}
              >
                {account.active ? 'Deactivate' : 'Activate'}
              </Button>
              <Button onClick={() => askToDelete(account)} aria-label={`Delete ${account.name}`}>
                Delete
              </Button>
            </div>,
          ],
        }))}
      />
      <ListEnd list={list} emptyText="No service accounts yet. Create one for each program." />
      {isCreating ? (
        <NewAccountDialog
          onCreated={(newToken) => {
            setToken(newToken);
            reload();
          }}
          onClose={() => setCreating(false)}
        />
      ) : null}
      {token !== null && !isCreating ? <TokenDialog token={token} onClose={() => setToken(null)} /> : null}
      {accountWithQuotas !== null ? (
        <QuotasDialog
          account={accountWithQuotas}
          onChanged={() =>
            void runAndReload(async () => undefined, `The quotas of ${accountWithQuotas.name} have changed.`)
          }
          onClose={() => setAccountWithQuotas(null)}
        />
      ) : null}
      <PendingActionDialog pendingAction={pendingAction} onClose={close} />
    </>
  );
}
