import type { Member, Room } from '@kcs/contracts';
import { EllipsisVertical } from 'lucide-react';
import { useState } from 'react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useStartDirectRoom } from '../people/use-start-direct-room.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { isolateDirection } from '../ui/bidi-text.ts';
import { ConfirmDialog } from '../ui/confirm-dialog.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { Menu } from '../ui/menu.tsx';

interface MemberMenuProps {
  readonly member: Member;
  readonly room: Room;
}

/** The rank of each member role. Owners and admins can act on members whose rank is not above their own (ROOM-7). */
const RANK_BY_ROLE = { owner: 2, admin: 1, member: 0 } as const;

const TEXT_BY_MEMBER_ACTION = {
  message: 'Message',
  promote: 'Make admin',
  demote: 'Remove admin rights',
  remove: 'Remove from group…',
} as const;

type MemberAction = keyof typeof TEXT_BY_MEMBER_ACTION;

/**
 * Shows a button that opens a menu of actions for a group member. Renders nothing if the current user is
 * not allowed to take any action on this member.
 */
export function MemberMenu({ member, room }: MemberMenuProps) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const startDirectRoom = useStartDirectRoom();
  const myId = useChatState((state) => state.me.id);
  const [removing, setRemoving] = useState(false);
  const availableActions = listAvailableActions(member, room, myId);
  const changeRole = (role: 'admin' | 'member') =>
    void showToastOnFailure(chat.api.changeRole(room.id, member.user_id, role));
  const runAction = (action: MemberAction) => {
    if (action === 'message') void startDirectRoom({ id: member.user_id });
    if (action === 'promote') changeRole('admin');
    if (action === 'demote') changeRole('member');
    if (action === 'remove') setRemoving(true);
  };
  if (availableActions.length === 0) return null;
  return (
    <span className="member-menu">
      <Menu
        label={`Actions for ${member.name}`}
        itemRole="menuitem"
        items={availableActions.map((id) => ({ id, content: TEXT_BY_MEMBER_ACTION[id] }))}
        onPick={runAction}
        button={(props) => (
          <IconButton icon={EllipsisVertical} label={`Actions for ${member.name}`} {...props} />
        )}
      />
      {removing ? (
        <ConfirmDialog
          title={`Remove ${isolateDirection(member.name)}?`}
          text={`${isolateDirection(member.name)} will no longer see “${isolateDirection(room.name)}”. You can add them again later.`}
          action="Remove"
          onConfirm={() => void showToastOnFailure(chat.api.removeMember(room.id, member.user_id))}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </span>
  );
}

function listAvailableActions(member: Member, room: Room, myId: string): readonly MemberAction[] {
  if (room.room_type !== 'group' || member.user_id === myId) return [];
  const canManageMember =
    room.my_role !== 'member' && RANK_BY_ROLE[room.my_role] >= RANK_BY_ROLE[member.role];
  const isPossibleByAction: Readonly<Record<MemberAction, boolean>> = {
    message: member.active,
    promote: canManageMember && member.active && member.role === 'member',
    demote: canManageMember && member.role === 'admin',
    remove: canManageMember,
  };
  return (Object.keys(TEXT_BY_MEMBER_ACTION) as MemberAction[]).filter(
    (action) => isPossibleByAction[action],
  );
}
