import type { CallMessage } from '@kcs/chat-client/calls';
import { LIMITS } from '@kcs/contracts';
import { Send, X } from 'lucide-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { MessageText } from '../message-text/message-text.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { isComposing } from '../ui/is-composing.ts';
import { PersonName } from '../ui/person-name.tsx';
import './call-chat.css';

interface CallChatProps {
  readonly messages: readonly CallMessage[];
  /** Whether the connection is lost, so that no message can be sent. */
  readonly isOffline: boolean;
  /** Sends a message. Resolves to false if the message could not be sent. */
  readonly onSend: (content: string) => Promise<boolean>;
  readonly onClose: () => void;
}

/** Shows the messages of a call and a field to write one. Screen readers announce new messages. */
export function CallChat({ messages, isOffline, onSend, onClose }: CallChatProps) {
  const [text, setText] = useState('');
  const logRef = useRef<HTMLUListElement>(null);
  const fieldRef = useRef<HTMLInputElement>(null);
  useEffect(() => fieldRef.current?.focus(), []);
  const messageCount = messages.length;
  // Keep the newest message in view.
  useEffect(() => {
    if (messageCount > 0) logRef.current?.lastElementChild?.scrollIntoView({ block: 'nearest' });
  }, [messageCount]);
  const sendText = async (event: FormEvent) => {
    event.preventDefault();
    if (isOffline || text.trim() === '') return;
    setText('');
    // The button to send becomes disabled, so it would lose the focus.
    fieldRef.current?.focus();
    // Restore the text if it was not sent, unless the user has begun to write the next message.
    if (!(await onSend(text.trim()))) setText((current) => current || text);
  };
  return (
    <aside
      className="call-chat"
      aria-label="Call messages"
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !isComposing(event)) onClose();
      }}
    >
      <header className="call-chat-head">
        <h2>Call messages</h2>
        <IconButton icon={X} label="Close call messages" shortcut="Esc" onClick={onClose} />
      </header>
      <p className="call-chat-note muted small">
        Only people in the call see these messages. They’re not kept.
      </p>
      <ul className="call-chat-log" ref={logRef} aria-live="polite">
        {messages.map((message) => (
          <li key={message.id} className={message.isOwn ? 'call-message call-message-own' : 'call-message'}>
            <span className="call-message-name small">
              {message.isOwn ? <span>You</span> : <PersonName name={message.userName} />}
            </span>
            <MessageText text={message.content} />
          </li>
        ))}
      </ul>
      <form className="call-chat-form" onSubmit={(event) => void sendText(event)}>
        <input
          ref={fieldRef}
          aria-label="Message to everyone in the call"
          placeholder="Message everyone in the call"
          dir="auto"
          autoComplete="off"
          maxLength={LIMITS.CONTENT_CODE_POINTS}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
        <IconButton icon={Send} label="Send" type="submit" disabled={isOffline || text.trim() === ''} />
      </form>
    </aside>
  );
}
