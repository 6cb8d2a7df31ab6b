import type { Member, Room } from '@kcs/contracts';
import { DoorOpen, Pencil, UserPlus, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useKnownPresence } from '../chat/use-known-presence.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { ListNote } from '../ui/list-text.tsx';
import { AddPeopleDialog } from './add-people-dialog.tsx';
import { MemberRow } from './member-row.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useCloseOnEscape } from './use-close-on-escape.ts';
import './members-panel.css';

interface MembersPanelProps {
  readonly room: Room;
  readonly onClose: () => void;
}

/** Shows the members of a room, and buttons to add people and to rename, leave, or hide the room. */
export function MembersPanel({ room, onClose }: MembersPanelProps) {
  const roster = useChatState((state) => state.rosters[room.id]);
  const presence = useKnownPresence();
  useCloseOnEscape(onClose);
  const members = useMemo(() => sortMembers(roster?.members ?? [], presence), [roster, presence]);
  const canManage = room.room_type === 'group' && room.my_role !== 'member';
  const hiddenCount = roster && !roster.complete ? room.member_count - members.length : 0;
  return (
    <aside className="members" aria-label="Members">
      <header className="members-head">
        <h2>Members</h2>
        <span className="muted">{room.member_count}</span>
        <IconButton icon={X} label="Close" onClick={onClose} />
      </header>
      {canManage ? <ManageActions room={room} /> : null}
      <ul className="member-list">
        {members.map((member) => (
          <MemberRow
            key={member.user_id}
            member={member}
            room={room}
            status={presence[member.user_id]?.status}
          />
        ))}
      </ul>
      {members.length > 0 && hiddenCount > 0 ? <ListNote>and {hiddenCount} more</ListNote> : null}
      <LeaveAction room={room} />
    </aside>
  );
}

const STATUS_ORDER = { online: 0, busy: 1, away: 2, offline: 3 } as const;

/** Returns the members sorted by presence status, online first, and then by name. */
function sortMembers(
  members: readonly Member[],
  presence: Readonly<Record<string, { readonly status: keyof typeof STATUS_ORDER }>>,
): readonly Member[] {
  const statusRank = (id: string) => STATUS_ORDER[presence[id]?.status ?? 'offline'];
  return [...members].sort(
    (a, b) => statusRank(a.user_id) - statusRank(b.user_id) || a.name.localeCompare(b.name),
  );
}

function ManageActions({ room }: { readonly room: Room }) {
  const [dialog, setDialog] = useState<'rename' | 'add' | null>(null);
  const closeDialog = () => setDialog(null);
  return (
    <>
      <button type="button" className="members-action" onClick={() => setDialog('rename')}>
        <Pencil aria-hidden="true" />
        <span>Rename group</span>
      </button>
      <button type="button" className="members-action" onClick={() => setDialog('add')}>
        <UserPlus aria-hidden="true" />
        <span>Add people</span>
      </button>
      {dialog === 'rename' ? <RenameDialog room={room} onClose={closeDialog} /> : null}
      {dialog === 'add' ? <AddPeopleDialog room={room} onClose={closeDialog} /> : null}
    </>
  );
}

/**
 * The button that leaves a group room or hides a direct room. Users cannot leave a direct room, and a hidden one
 * returns with its next message (ROOM-10).
 */
function LeaveAction({ room }: { readonly room: Room }) {
  const chat = useChat();
  const withProblemToast = useProblemToast();
  const [confirming, setConfirming] = useState(false);
  const isGroup = room.room_type === 'group';
  const leaveTexts = isGroup ? LEAVE_TEXTS : HIDE_TEXTS;
  return (
    <>
      <button
        type="button"
        className={`members-action members-leave ${isGroup ? 'members-leave-group' : ''}`}
        onClick={() => setConfirming(true)}
      >
        <DoorOpen aria-hidden="true" />
        <span>{leaveTexts.button}</span>
      </button>
      {confirming ? (
        <ConfirmDialog
          title={leaveTexts.title}
          text={leaveTexts.text}
          action={leaveTexts.action}
          harmless={!isGroup}
          onConfirm={() => void withProblemToast(chat.leave(room.id))}
          onClose={() => setConfirming(false)}
        />
      ) : null}
    </>
  );
}

const LEAVE_TEXTS = {
  button: 'Leave group',
  title: 'Leave this group?',
  text: 'You won’t get its messages unless someone adds you again.',
  action: 'Leave',
};
const HIDE_TEXTS = {
  button: 'Hide this conversation',
  title: 'Hide this conversation?',
  text: 'It will come back when the next message arrives.',
  action: 'Hide',
};
