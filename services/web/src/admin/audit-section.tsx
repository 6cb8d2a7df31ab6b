import { ListEnd } from '../chat/list-end.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { formatTableTime } from './format-table-time.ts';
import { useAdminList } from './use-admin-list.ts';

/** Lists all administrative actions, newest first. */
export function AuditSection() {
  const { api } = useAdministration();
  const { list } = useAdminList(api.listAudit);
  return (
    <>
      <DataTable
        caption="Audit log"
        columns={['Number', 'Time', 'Action', 'By', 'Target', 'Details']}
        rows={list.items.map((entry) => ({
          id: String(entry.seq),
          cells: [
            ...[entry.seq, formatTableTime(entry.created_at), entry.action],
            <code key="actor">{entry.actor_id}</code>,
            <code key="target">{entry.target_id}</code>,
            <code key="details">{JSON.stringify(entry.details)}</code>,
          ],
        }))}
      />
      <ListEnd list={list} emptyText="No administrative actions yet." />
    </>
  );
}
