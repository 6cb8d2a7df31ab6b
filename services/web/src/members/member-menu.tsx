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
const ROLE_RANK = { owner: 2, admin: 1, member: 0 } as const;

const ACTION_TEXTS = {
  message: 'Message',
  promote: 'Make admin',
  demote: 'Remove admin rights',
  remove: 'Remove from group…',
} as const;

type MemberAction = keyof typeof ACTION_TEXTS;

/**
 * Shows a button that opens a menu of actions for a group member. Renders nothing if the current user may take no
 * action on this member.
 */
export function MemberMenu({ member, room }: MemberMenuProps) {
  const chat = useChat();
  const waitWithProblemToast = useProblemToast();
  const startDirectRoom = useStartDirectRoom();
  const myId = useChatState((state) => state.me.id);
  const [removing, setRemoving] = useState(false);
  const actions = listAvailableActions(member, room, myId);
  const changeRole = (role: 'admin' | 'member') =>
    void waitWithProblemToast(chat.api.changeRole(room.id, member.user_id, role));
  const runAction = (action: MemberAction) => {
    if (action === 'message') void startDirectRoom({ id: member.user_id });
    if (action === 'promote') changeRole('admin');
    if (action === 'demote') changeRole('member');
    if (action === 'remove') setRemoving(true);
  };
  if (actions.length === 0) return null;
  return (
    <span className="member-menu">
      <Menu
        label={`Actions for ${member.name}`}
        itemRole="menuitem"
        items={actions.map((id) => ({ id, content: ACTION_TEXTS[id] }))}
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
          onConfirm={() => void waitWithProblemToast(chat.api.removeMember(room.id, member.user_id))}
          onClose={() => setRemoving(false)}
        />
      ) : null}
    </span>
  );
}

function listAvailableActions(member: Member, room: Room, myId: string): readonly MemberAction[] {
  if (room.room_type !== 'group' || member.user_id === myId) return [];
  const canManage = room.my_role !== 'member' && ROLE_RANK[room.my_role] >= ROLE_RANK[member.role];
  const isActionPossible: Readonly<Record<MemberAction, boolean>> = {
    message: member.active,
    promote: canManage && member.active && member.role === 'member',
    demote: canManage && member.role === 'admin',
    remove: canManage,
  };
  return (Object.keys(ACTION_TEXTS) as MemberAction[]).filter((action) => isActionPossible[action]);
}
