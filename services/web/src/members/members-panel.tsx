import type { Room } from '@kcs/contracts';
import { DoorOpen, Pencil, UserPlus, X } from 'lucide-react';
import { useMemo, useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useTry } from '../toasts/use-attempt.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { AddPeopleDialog } from './add-people-dialog.tsx';
import { MemberRow } from './member-row.tsx';
import { RenameDialog } from './rename-dialog.tsx';
import { useEscape } from './use-escape.ts';

const ORDER = { online: 0, busy: 1, away: 2, offline: 3 } as const;

/** Who is in the room, those who are there first, and what can be done with a group. */
export function MembersPanel({ room, onClose }: { readonly room: Room; readonly onClose: () => void }) {
  const chat = useChat();
  const tried = useTry();
  const roster = useChatState((state) => state.rosters[room.id]);
  const presence = useChatState((state) => state.presence);
  const [adding, setAdding] = useState(false);
  const [renaming, setRenaming] = useState(false);
  const [leaving, setLeaving] = useState(false);
  useEscape(onClose);
  const members = useMemo(() => {
    const rank = (id: string) => ORDER[presence[id]?.status ?? 'offline'];
    return (roster?.members ?? []).toSorted(
      (a, b) => rank(a.user_id) - rank(b.user_id) || a.name.localeCompare(b.name),
    );
  }, [roster, presence]);
  const group = room.room_type === 'group';
  const manages = group && room.my_role !== 'member';

  return (
    <aside className="members" aria-label="Members">
      <header className="members-head">
        <h2>Members</h2>
        <span className="muted">{room.member_count}</span>
        <IconButton icon={X} label="Close" onClick={onClose} />
      </header>
      {manages ? (
        <>
          <button type="button" className="members-action" onClick={() => setRenaming(true)}>
            <Pencil aria-hidden="true" /> Rename the group
          </button>
          <button type="button" className="members-action" onClick={() => setAdding(true)}>
            <UserPlus aria-hidden="true" /> Add people
          </button>
        </>
      ) : null}
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
      {roster && !roster.complete && members.length > 0 ? (
        <p className="list-note muted">And {room.member_count - members.length} more.</p>
      ) : null}
      <button type="button" className="members-action members-leave" onClick={() => setLeaving(true)}>
        <DoorOpen aria-hidden="true" /> {group ? 'Leave the group' : 'Hide this conversation'}
      </button>
      {renaming ? <RenameDialog room={room} onClose={() => setRenaming(false)} /> : null}
      {adding ? <AddPeopleDialog room={room} onClose={() => setAdding(false)} /> : null}
      {leaving ? (
        <ConfirmDialog
          title={group ? 'Leave this group?' : 'Hide this conversation?'}
          text={
            group
              ? 'You get no more messages of it until somebody adds you again.'
              : 'It comes back with the next message.'
          }
          action={group ? 'Leave' : 'Hide'}
          onConfirm={() => void tried(chat.leave(room.id))}
          onClose={() => setLeaving(false)}
        />
      ) : null}
    </aside>
  );
}
