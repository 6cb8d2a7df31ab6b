import type { Message } from '@kcs/contracts';
import { useCallback, useRef, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { Composer } from '../composer/composer.tsx';
import { removeEditFromDraft, startEditInDraft, startReplyInDraft } from '../composer/draft.ts';
import { useDraft, useDraftStore } from '../composer/draft-context.ts';
import { AddPeopleDialog } from '../members/add-people-dialog.tsx';
import { MembersPanel } from '../members/members-panel.tsx';
import { RenameDialog } from '../members/rename-dialog.tsx';
import { Timeline } from '../timeline/timeline.tsx';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { TypingLine } from '../typing/typing-line.tsx';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { useBackToClose } from '../ui/use-back-to-close.ts';
import { useMediaQuery } from '../ui/use-media-query.ts';
import { focusDeletedMessage } from './focus-deleted-message.ts';
import { describePostingObstacle } from './posting-obstacle.ts';
import { RoomHeader } from './room-header.tsx';
import './room-view.css';

/** The members panel is initially open in a group if the window is at least this wide. */
const MIN_WINDOW_WIDTH_FOR_MEMBERS_PANEL_PX = 1280;

/**
 * Shows the open room. The parent component must pass the room id as the `key`, so that no state from the previous room
 * remains.
 */
export function RoomView({ roomId }: { readonly roomId: string }) {
  const chat = useChat();
  const draftStore = useDraftStore();
  const isEditingMessage = useDraft(roomId).editing !== null;
  const showToastOnFailure = useProblemToast();
  const room = useChatState((state) => state.rooms[roomId]?.summary);
  const [dialog, setDialog] = useState<'add' | 'rename' | null>(null);
  const [messageToDelete, setDeleting] = useState<Message | null>(null);
  // The members panel is initially closed in a direct room, because a direct room has just two members.
  const [areMembersShown, setMembersShown] = useState(
    () => room?.room_type === 'group' && window.innerWidth >= MIN_WINDOW_WIDTH_FOR_MEMBERS_PANEL_PX,
  );
  const membersButtonRef = useRef<HTMLButtonElement>(null);

  const startReplyTo = useCallback(
    (message: Message) => draftStore.update(roomId, (draft) => startReplyInDraft(draft, message)),
    [draftStore, roomId],
  );
  const startEditOf = useCallback(
    (message: Message) => draftStore.update(roomId, (draft) => startEditInDraft(draft, message)),
    [draftStore, roomId],
  );
  const deleteMessage = async ({ id }: Message) => {
    if (!(await showToastOnFailure(chat.api.remove(id)))) return;
    draftStore.update(roomId, (draft) => removeEditFromDraft(draft, id));
    focusDeletedMessage(id);
  };
  const hideMembersPanel = () => {
    setMembersShown(false);
    membersButtonRef.current?.focus();
  };
  const panelCoversMessages = useMediaQuery('(width <= 1080px)');
  useBackToClose(hideMembersPanel, areMembersShown && panelCoversMessages);
  if (room === undefined) return null;
  const postingObstacle = describePostingObstacle(room);

  return (
    <>
      <main className="room-view" tabIndex={-1}>
        <RoomHeader
          room={room}
          areMembersShown={areMembersShown}
          membersButton={membersButtonRef}
          onToggleMembers={() => setMembersShown(!areMembersShown)}
        />
        <Timeline
          room={room}
          onReply={startReplyTo}
          onEdit={startEditOf}
          onDelete={setDeleting}
          onAddPeople={() => setDialog('add')}
          onRename={() => setDialog('rename')}
        />
        <TypingLine roomId={roomId} />
        {postingObstacle !== null && !isEditingMessage ? (
          <p className="no-composer muted">{postingObstacle}</p>
        ) : (
          <Composer roomId={roomId} onDelete={setDeleting} />
        )}
      </main>
      {areMembersShown ? (
        <MembersPanel room={room} onClose={hideMembersPanel} onFocusLeft={() => setMembersShown(false)} />
      ) : null}
      {dialog === 'add' ? <AddPeopleDialog room={room} onClose={() => setDialog(null)} /> : null}
      {dialog === 'rename' ? <RenameDialog room={room} onClose={() => setDialog(null)} /> : null}
      {messageToDelete ? (
        <ConfirmDialog
          title="Delete this message?"
          text="It will be deleted for everyone. You can’t undo this."
          action="Delete"
          onConfirm={() => void deleteMessage(messageToDelete)}
          onClose={() => setDeleting(null)}
        />
      ) : null}
    </>
  );
}
