import type { Message } from '@kcs/contracts';
import { SendHorizontal } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { IconButton } from '../ui/icon-button.tsx';
import { isComposing } from '../ui/is-composing.ts';
import { isFocusInPopover } from '../ui/is-focus-in-popover.ts';
import { Problem } from '../ui/problem.tsx';
import { CharacterCount } from './character-count.tsx';
import { ComposerQuote } from './composer-quote.tsx';
import { isSendKey, touchScreenQuery } from './enter-key.ts';
import { MESSAGE_FIELD_ELEMENT_ID } from './focus-composer.ts';
import { MENTION_LIST_ELEMENT_ID, MentionList } from './mention-list.tsx';
import { useComposer } from './use-composer.ts';
import { useMentionCompletion } from './use-mentions.ts';
import './composer.css';

interface ComposerProps {
  readonly roomId: string;
  /** Called with the edited message when the user saves the edit after removing the whole text. */
  readonly onDelete: (message: Message) => void;
}

/** Shows the message field. Escape cancels a reply or an edit. */
export function Composer({ roomId, onDelete }: ComposerProps) {
  const { text, editedMessage, replyTo, problem, changeText, submit, cancel } = useComposer(roomId, onDelete);
  const messageFieldRef = useRef<HTMLTextAreaElement>(null);
  const roomSummary = useChatState((state) => state.rooms[roomId]?.summary);
  const mentionCompletion = useMentionCompletion({
    room: roomSummary,
    text,
    field: messageFieldRef,
    changeText,
  });
  const editedOrQuotedMessage = editedMessage ?? replyTo;

  useEffect(() => {
    // When a room opens, do not focus the field on a touch screen, because the on-screen keyboard would cover the
    // messages. Leave the focus in an open panel or menu, too. The user may have opened it while the room was loading.
    if (editedOrQuotedMessage === null && (touchScreenQuery.matches || isFocusInPopover())) return;
    messageFieldRef.current?.focus();
  }, [editedOrQuotedMessage]);

  const submitMessageForm = (event: FormEvent) => {
    event.preventDefault();
    submit();
  };
  const handleMessageFieldKey = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    if (event.key === 'Escape' && editedOrQuotedMessage !== null) {
      event.preventDefault();
      return cancel();
    }
    if (!isSendKey(event)) return;
    event.preventDefault();
    submit();
  };

  return (
    <form className="composer" onSubmit={submitMessageForm}>
      <ComposerQuote edited={editedMessage} replyTo={replyTo} onCancel={cancel} />
      <Problem text={problem} />
      {roomSummary && mentionCompletion.query ? (
        <MentionList
          key={mentionCompletion.query.start}
          room={roomSummary}
          query={mentionCompletion.query}
          field={messageFieldRef}
          onPick={mentionCompletion.insert}
          onClose={mentionCompletion.close}
          onActiveChange={mentionCompletion.setActiveId}
        />
      ) : null}
      <div className="composer-line">
        <div className="composer-field" data-text={text}>
          <textarea
            id={MESSAGE_FIELD_ELEMENT_ID}
            ref={messageFieldRef}
            rows={1}
            dir="auto"
            aria-label="Message"
            placeholder="Write a message"
            aria-autocomplete="list"
            aria-controls={mentionCompletion.activeId === null ? undefined : MENTION_LIST_ELEMENT_ID}
            aria-activedescendant={mentionCompletion.activeId ?? undefined}
            value={text}
            onSelect={mentionCompletion.followCursor}
            onBlur={mentionCompletion.followCursor}
            onChange={(event) => {
              changeText(event.target.value);
              mentionCompletion.followCursor();
            }}
            onKeyDown={handleMessageFieldKey}
          />
        </div>
        <IconButton
          type="submit"
          icon={SendHorizontal}
          label={editedMessage ? 'Save' : 'Send'}
          className="composer-send"
          disabled={editedMessage === undefined && !text.trim()}
        />
      </div>
      <CharacterCount text={text} />
    </form>
  );
}
