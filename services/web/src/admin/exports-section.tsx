import type { DataExport } from '@kcs/contracts';
import { useEffect, useEffectEvent } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { Button } from '../ui/button.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { formatTableTime } from './format-table-time.ts';
import { PendingActionDialog } from './pending-action-dialog.tsx';
import { useAdminList } from './use-admin-list.ts';
import { usePendingAction } from './use-pending-action.ts';

const REFRESH_INTERVAL_MS = 2_000;

/** Lists the exports of data. Admins follow their progress, download them, and delete them. */
export function ExportsSection() {
  const { api, run } = useAdministration();
  const { list, reload } = useAdminList(api.listExports);
  const { pendingAction, ask, close } = usePendingAction();
  // Keep what is shown if a refresh fails. The next one may succeed.
  const refresh = async () => {
    const firstPage = await api.listExports().catch(() => null);
    if (firstPage !== null) list.replaceItems((shown) => mergeFirstPage(firstPage.items, shown));
  };
  useRepeatWhile(
    list.items.some(({ status }) => status === 'queued' || status === 'running'),
    refresh,
  );
  const download = ({ id }: DataExport) =>
    run(() => api.downloadExport(id), 'The export has been downloaded. It contains personal data.');
  const deleteExport = async ({ id }: DataExport) => {
    if (await run(() => api.deleteExport(id), 'The content of the export has been removed.')) reload();
  };
  const askToDelete = (dataExport: DataExport) =>
    ask({
      title: 'Delete this export?',
      text: 'Its content is removed. You can request the data again.',
      action: 'Delete',
      run: () => void deleteExport(dataExport),
    });
  return (
    <>
      <p className="muted">
        To start an export, choose “Export data” beside a user or a room. Exports are deleted after a day.
      </p>
      <DataTable
        caption="Exports"
        columns={['User or room', 'Requested', 'State', 'Entries', 'Size', 'Deleted after', 'Actions']}
        rows={list.items.map((dataExport) => ({
          id: dataExport.id,
          cells: [
            <code key="subject">{getSubjectId(dataExport)}</code>,
            ...[formatTableTime(dataExport.requested_at), formatStatus(dataExport)],
            ...[dataExport.items.toLocaleString(), formatSize(dataExport.bytes)],
            formatTableTime(dataExport.expires_at),
            <div className="row-actions" key="actions">
              {dataExport.status === 'completed' ? (
                <Button
                  onClick={() => void download(dataExport)}
                  aria-label={`Download ${getSubjectId(dataExport)}`}
                >
                  Download
                </Button>
              ) : null}
              {dataExport.status === 'discarded' ? null : (
                <Button
                  onClick={() => askToDelete(dataExport)}
                  aria-label={`Delete the export of ${getSubjectId(dataExport)}`}
                >
                  Delete
                </Button>
              )}
            </div>,
          ],
        }))}
      />
      <ListEnd list={list} emptyText="No exports." />
      <PendingActionDialog pendingAction={pendingAction} onClose={close} />
    </>
  );
}

/** Runs `work` every two seconds while `isActive` is true. */
function useRepeatWhile(isActive: boolean, work: () => Promise<void>): void {
  const runWork = useEffectEvent(work);
  useEffect(() => {
    if (!isActive) return;
    const timer = setInterval(() => void runWork(), REFRESH_INTERVAL_MS);
    return () => clearInterval(timer);
  }, [isActive]);
}

/** Returns the newest exports, followed by those that were shown and are older. */
function mergeFirstPage(newest: readonly DataExport[], shown: readonly DataExport[]): DataExport[] {
  const oldestId = newest.at(-1)?.id;
  return [...newest, ...(oldestId === undefined ? [] : shown.filter(({ id }) => id < oldestId))];
}

const getSubjectId = ({ user_id: userId, room_id: roomId }: DataExport): string => userId ?? roomId ?? '';

function formatStatus({ status, section }: DataExport): string {
  switch (status) {
    case 'queued':
      return 'Waiting';
    case 'running':
      return section === null ? 'Running' : `Writing ${section}`;
    case 'completed':
      return 'Complete';
    case 'discarded':
      return 'Removed';
    default:
      return status;
  }
}

const formatSize = (bytes: number): string => `${Math.ceil(bytes / 1_024).toLocaleString()} KB`;
