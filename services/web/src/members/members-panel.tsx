import type { Room } from '@kcs/contracts';
import { X } from 'lucide-react';
import { type FocusEvent, useEffect, useRef, useState } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { usePresenceByUserId } from '../chat/use-known-presence.ts';
import { useMemberList } from '../chat/use-member-list.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useMediaQuery } from '../ui/use-media-query.ts';
import { GroupActions } from './group-actions.tsx';
import { LeaveActions } from './leave-actions.tsx';
import { MemberRow } from './member-row.tsx';
import { useCloseOnEscape } from './use-close-on-escape.ts';
import './members-panel.css';

/** The panel has a search field if the room has at least this many members. */
const MIN_MEMBERS_FOR_SEARCH = 10;

interface MembersPanelProps {
  readonly room: Room;
  /** Called when the user closes the panel. The parent moves the focus back to the button that opened the panel. */
  readonly onClose: () => void;
  /** Called when the focus moves to an element outside the panel while the panel covers the messages. */
  readonly onFocusLeft: () => void;
}

/**
 * Shows a room's members, and buttons for adding people and for renaming, leaving, deleting, or hiding the room. In a
 * narrow window, the panel covers the messages. It then takes the focus when it opens, and closes when the user clicks
 * outside it or moves the focus out of it.
 */
export function MembersPanel({ room, onClose, onFocusLeft }: MembersPanelProps) {
  const [search, setSearch] = useState('');
  const presenceByUserId = usePresenceByUserId();
  const memberList = useMemberList(room, search);
  const panelCoversMessages = useMediaQuery('(width <= 1080px)');
  const panelRef = useRef<HTMLElement>(null);
  useCloseOnEscape(onClose, (target) => panelCoversMessages || (panelRef.current?.contains(target) ?? false));
  useFocusOnPanelOpen(panelRef, panelCoversMessages);
  const onPanelBlur = ({ relatedTarget, currentTarget }: FocusEvent) => {
    if (panelCoversMessages && relatedTarget && !currentTarget.contains(relatedTarget)) onFocusLeft();
  };
  const canManageGroup = room.room_type === 'group' && room.my_role !== 'member';
  return (
    <>
      {/* The backdrop needs no key handler, because keyboard users close the panel with Escape or its close button. */}
      {panelCoversMessages ? <div className="members-backdrop" aria-hidden="true" onClick={onClose} /> : null}
      <aside className="members" aria-label="Members" ref={panelRef} onBlur={onPanelBlur}>
        <header className="members-head">
          <h2>Members</h2>
          <span className="muted">{room.member_count}</span>
          <IconButton icon={X} label="Close" onClick={onClose} />
        </header>
        {canManageGroup ? <GroupActions room={room} /> : null}
        {room.member_count >= MIN_MEMBERS_FOR_SEARCH ? (
          <SearchField label="Search members" value={search} onChange={setSearch} />
        ) : null}
        <div className="member-list">
          <ul>
            {memberList.items.map((member) => (
              <MemberRow
                key={member.user_id}
                member={member}
                room={room}
                status={presenceByUserId[member.user_id]?.status}
              />
            ))}
          </ul>
          <ListEnd list={memberList} emptyText={search === '' ? '' : 'No members found. Try another name.'} />
        </div>
        <LeaveActions room={room} />
      </aside>
    </>
  );
}

/** Focuses the panel's first button when the panel opens, if the panel covers the messages. */
function useFocusOnPanelOpen(panel: { readonly current: HTMLElement | null }, coversMessages: boolean): void {
  const coveredMessagesOnOpenRef = useRef(coversMessages);
  useEffect(() => {
    if (coveredMessagesOnOpenRef.current) panel.current?.querySelector('button')?.focus();
  }, [panel]);
}
