import type { AcceptedNotification, DeadLetter } from '@kcs/contracts';
import { ListEnd } from '../chat/list-end.tsx';
import { Button } from '../ui/button.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { formatTableTime } from './format-table-time.ts';
import { PendingActionDialog } from './pending-action-dialog.tsx';
import { useAdminList } from './use-admin-list.ts';
import { usePendingAction } from './use-pending-action.ts';

/** Lists bus messages that could not be processed. Admins process them again, or delete them. */
export function DeadLettersSection() {
  const { api, run } = useAdministration();
  const { list, reload } = useAdminList(api.listDeadLetters);
  const { pendingAction, ask, close } = usePendingAction();
  const replay = async ({ id }: DeadLetter) => {
    if (await run(() => api.replayDeadLetter(id), describeReplay)) reload();
  };
  const deleteLetter = async ({ id }: DeadLetter) => {
    if (await run(() => api.deleteDeadLetter(id), 'The dead letter has been deleted.')) reload();
  };
  const askToDelete = (letter: DeadLetter) =>
    ask({
      title: 'Delete this dead letter?',
      text: 'The message is lost for good.',
      action: 'Delete',
      run: () => void deleteLetter(letter),
    });
  return (
    <>
      <DataTable
        caption="Dead letters"
        columns={['Time', 'Source', 'Subject', 'Reason', 'Content', 'Actions']}
        rows={list.items.map((letter) => ({
          id: letter.id,
          cells: [
            ...[formatTableTime(letter.created_at), letter.source, letter.subject, letter.reason],
            <details key="payload">
              <summary>Show</summary>
              <code>{letter.payload}</code>
            </details>,
            <div className="row-actions" key="actions">
              {letter.replayable ? (
                <Button
                  onClick={() => void replay(letter)}
                  aria-label={`Process the message of ${describeLetter(letter)} again`}
                >
                  Process again
                </Button>
              ) : null}
              <Button
                onClick={() => askToDelete(letter)}
                aria-label={`Delete the message of ${describeLetter(letter)}`}
              >
                Delete
              </Button>
            </div>,
          ],
        }))}
      />
      <ListEnd list={list} emptyText="No dead letters. Every message could be processed." />
      <PendingActionDialog pendingAction={pendingAction} onClose={close} />
    </>
  );
}

const describeLetter = ({ source, created_at: createdAt }: DeadLetter): string =>
  `${source}, ${formatTableTime(createdAt)}`;

const describeReplay = ({ dead }: AcceptedNotification): string =>
  dead === 0
    ? 'The message has been processed.'
    : `The message has been processed, but ${dead === 1 ? '1 target is' : `${dead} targets are`} still unknown.`;
