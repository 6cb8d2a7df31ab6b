import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useChatSocket } from './use-chat-socket.ts';

interface ChatMessage {
  readonly id: string;
  readonly sender_id: string;
  readonly content: string;
}

interface TypingEvent {
  readonly roomId: string;
  readonly userName: string;
  readonly isTyping: boolean;
}

interface ChatRoomProps {
  readonly socketUrl: string;
  readonly roomId: string;
  readonly token: string;
}

const TYPING_TIMEOUT_MS = 3_000;

/**
 * A chat room component like those in existing applications. It shows every `new-chat-message` in order of arrival,
 * removes deleted messages, shows who is typing, and sends messages by REST. It reports that its own user has stopped
 * typing 3 s after the last keystroke.
 */
export function ChatRoom({ socketUrl, roomId, token }: ChatRoomProps) {
  const { socket, isConnected } = useChatSocket(socketUrl, token);
  const [joined, setJoined] = useState(false);
  const [messages, setMessages] = useState<readonly ChatMessage[]>([]);
  const [typists, setTypists] = useState<ReadonlySet<string>>(new Set());
  const [draft, setDraft] = useState('');
  const isTypingRef = useRef(false);

  useEffect(() => {
    if (socket === null) return;
    socket.on('connect', () => socket.emit('join-chat-rooms', { roomIds: [roomId] }));
    socket.on('chat-rooms-joined', ({ success }: { success: boolean }) => setJoined(success));
    socket.on('new-chat-message', ({ data }: { data: ChatMessage }) =>
      setMessages((known) => [...known, data]),
    );
    socket.on('chat-message-deleted', ({ data }: { data: { messageId: string } }) =>
      setMessages((known) => known.filter(({ id }) => id !== data.messageId)),
    );
    socket.on('chat-user-typing', (typing: TypingEvent) => {
      if (typing.roomId === roomId) setTypists((known) => updateTypists(known, typing));
    });
  }, [socket, roomId]);

  function announceTyping(next: boolean): void {
    if (isTypingRef.current === next) return;
    isTypingRef.current = next;
    socket?.emit('chat-typing', { roomId, isTyping: next });
  }

  // Each keystroke restarts this timer, which ends the typing indicator.
  useEffect(() => {
    const typingTimer = setTimeout(() => announceTyping(false), TYPING_TIMEOUT_MS);
    return () => clearTimeout(typingTimer);
  }, [draft, socket]);

  async function sendDraft(event: FormEvent): Promise<void> {
    event.preventDefault();
    const sendResponse = await fetch(`/api/v1/chat/rooms/${roomId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ content: draft, message_type: 'text' }),
    });
    if (!sendResponse.ok) return;
    setDraft('');
    announceTyping(false);
  }

  return (
    <form onSubmit={(event) => void sendDraft(event)}>
      <h1>{isConnected ? (joined ? 'joined' : 'connected') : 'offline'}</h1>
      <ol>
        {messages.map(({ id, sender_id, content }) => (
          <li key={id} data-sender={sender_id}>
            {content}
          </li>
        ))}
      </ol>
      <p role="status">{typists.size > 0 ? `${[...typists].join(', ')} typing` : ''}</p>
      <input
        aria-label="Message"
        value={draft}
        onChange={({ target }) => {
          setDraft(target.value);
          announceTyping(true);
        }}
      />
      <button type="submit">Send</button>
    </form>
  );
}

function updateTypists(known: ReadonlySet<string>, { userName, isTyping }: TypingEvent): ReadonlySet<string> {
  const nextTypists = new Set(known);
  if (isTyping) nextTypists.add(userName);
  else nextTypists.delete(userName);
  return nextTypists;
}
