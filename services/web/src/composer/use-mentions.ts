import type { Member, Room } from '@kcs/contracts';
import { type RefObject, useLayoutEffect, useRef, useState } from 'react';
import { completeMention } from './complete-mention.ts';
import { findMentionQuery, type MentionQuery } from './mention-query.ts';

interface MentionCompletionState {
  /** The mention that the user has begun to write; null if the list of members must not be shown. */
  readonly query: MentionQuery | null;
  /** The element id of the active option in the list of members; null if no option is active. */
  readonly activeId: string | null;
  readonly setActiveId: (optionId: string | null) => void;
  /** Stores the offset of the text cursor. Call this function whenever the selection in the message field changes. */
  readonly followCursor: () => void;
  readonly insert: (member: Member, isNameShared: boolean) => void;
  /** Closes the list until the user begins another mention. */
  readonly close: () => void;
}

interface MentionCompletionOptions {
  readonly room: Room | undefined;
  readonly text: string;
  readonly field: RefObject<HTMLTextAreaElement | null>;
  readonly changeText: (text: string) => void;
}

/**
 * Completes mentions in the message field of a group. Does nothing in a direct room, because a direct room has only one
 * other member.
 */
export function useMentionCompletion({
  room,
  text,
  field,
  changeText,
}: MentionCompletionOptions): MentionCompletionState {
  const [cursor, setCursor] = useState<number | null>(null);
  const [closedStart, setClosedStart] = useState<number | null>(null);
  const [activeId, setActiveId] = useState<string | null>(null);
  const nextCursorRef = useRef<number | null>(null);
  const begunQuery = room?.room_type === 'group' && cursor !== null ? findMentionQuery(text, cursor) : null;
  const shownQuery = begunQuery && begunQuery.start !== closedStart ? begunQuery : null;
  useLayoutEffect(() => {
    if (nextCursorRef.current === null) return;
    field.current?.setSelectionRange(nextCursorRef.current, nextCursorRef.current);
    nextCursorRef.current = null;
  });
  return {
    query: shownQuery,
    activeId,
    setActiveId,
    followCursor() {
      const { selectionStart = null, selectionEnd = null } = field.current ?? {};
      const isFieldFocused = document.activeElement === field.current;
      setCursor(isFieldFocused && selectionStart === selectionEnd ? selectionStart : null);
      if (closedStart !== null && field.current?.value[closedStart] !== '@') setClosedStart(null);
    },
    insert(member, isNameShared) {
      if (shownQuery === null || cursor === null) return;
      const completion = completeMention(text, cursor, shownQuery, member, isNameShared);
      nextCursorRef.current = completion.cursor;
      setCursor(completion.cursor);
      setClosedStart(shownQuery.start);
      changeText(completion.text);
      field.current?.focus();
    },
    close: () => setClosedStart(shownQuery?.start ?? null),
  };
}
