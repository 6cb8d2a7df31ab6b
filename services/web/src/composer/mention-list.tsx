import { type Member, matchesSearch, type Room } from '@kcs/contracts';
import { type RefObject, useEffect, useEffectEvent, useState } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useMemberList } from '../chat/use-member-list.ts';
import { Avatar } from '../ui/avatar.tsx';
import { isComposing } from '../ui/is-composing.ts';
import { PersonName } from '../ui/person-name.tsx';
import type { MentionQuery } from './mention-query.ts';
import './mention-list.css';

const MAX_LISTED_MENTION_CANDIDATES = 6;
export const MENTION_LIST_ELEMENT_ID = 'mention-list';
const getOptionElementId = (member: Member): string => `${MENTION_LIST_ELEMENT_ID}-${member.user_id}`;

interface MentionListProps {
  readonly room: Room;
  readonly query: MentionQuery;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  /** Called with the member to mention, and whether another listed member has the same name. */
  readonly onPick: (member: Member, isNameShared: boolean) => void;
  readonly onClose: () => void;
  /** Called with the element id of the active option, or null if no option is active. */
  readonly onActiveChange: (optionId: string | null) => void;
}

/**
 * Lists the members whose names match the mention that the user is writing. The focus stays in the message field: the
 * arrow keys move through the list, Enter or Tab inserts the active member, and Escape closes the list.
 */
export function MentionList({ room, query, field, onPick, onClose, onActiveChange }: MentionListProps) {
  const currentUserId = useChatState((state) => state.me.id);
  const { items } = useMemberList(room, query.text);
  // In a large room, `items` are the results for an earlier text until the server answers.
  const mentionCandidates = items.filter(
    ({ user_id, active, name }) =>
      active && user_id !== currentUserId && matchesSearch(name, query.text.trim()),
  );
  const isMentionComplete =
    query.text.endsWith(' ') && mentionCandidates.some(({ name }) => isSameName(name, query.text));
  const listedMembers = isMentionComplete ? [] : mentionCandidates.slice(0, MAX_LISTED_MENTION_CANDIDATES);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const activeMember = listedMembers.find(({ user_id }) => user_id === chosenId) ?? listedMembers[0];
  const activeOptionId = activeMember ? getOptionElementId(activeMember) : null;

  const pickMember = (member: Member) =>
    onPick(member, mentionCandidates.filter(({ name }) => isSameName(name, member.name)).length > 1);
  const handleFieldKey = useEffectEvent((event: KeyboardEvent) => {
    if (isComposing(event) || activeMember === undefined) return;
    const chooseMemberAt = (index: number) =>
      setChosenId(listedMembers.at(index % listedMembers.length)?.user_id ?? null);
    const activeIndex = listedMembers.indexOf(activeMember);
    if (event.key === 'ArrowDown') chooseMemberAt(activeIndex + 1);
    else if (event.key === 'ArrowUp') chooseMemberAt(activeIndex - 1);
    else if (event.key === 'Escape') onClose();
    else if ((event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey) pickMember(activeMember);
    else return;
    event.preventDefault();
    // Hide the key press from the composer, which would otherwise send the message or cancel a reply.
    event.stopPropagation();
  });
  useEffect(() => {
    const fieldElement = field.current;
    // Listen on the field itself. React listens at the root of the page, so this listener runs before the composer's.
    const keydownListener = (event: KeyboardEvent) => handleFieldKey(event);
    fieldElement?.addEventListener('keydown', keydownListener);
    return () => fieldElement?.removeEventListener('keydown', keydownListener);
  }, [field]);
  const reportActiveOption = useEffectEvent(onActiveChange);
  useEffect(() => {
    reportActiveOption(activeOptionId);
    return () => reportActiveOption(null);
  }, [activeOptionId]);

  return (
    <>
      <p className="visually-hidden" role="status">
        {describeCandidateCount(listedMembers.length)}
      </p>
      {listedMembers.length === 0 ? null : (
        <div
          className="mention-list"
          role="listbox"
          id={MENTION_LIST_ELEMENT_ID}
          aria-label="Mention someone"
        >
          {listedMembers.map((member) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents: the message field handles the keys
            <div
              key={member.user_id}
              id={getOptionElementId(member)}
              role="option"
              tabIndex={-1}
              aria-selected={member === activeMember}
              className="mention-option"
              // Keep the focus in the message field when the user clicks an option.
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => pickMember(member)}
            >
              <Avatar id={member.user_id} name={member.name} />
              <PersonName name={member.name} userType={member.user_type} />
            </div>
          ))}
        </div>
      )}
    </>
  );
}

const isSameName = (a: string, b: string): boolean => a.trim().toLowerCase() === b.trim().toLowerCase();

function describeCandidateCount(count: number): string {
  if (count === 0) return '';
  return count === 1
    ? '1 person to mention. Press Enter to insert the name.'
    : `${count} people to mention. Use the arrow keys to choose, and Enter to insert a name.`;
}
