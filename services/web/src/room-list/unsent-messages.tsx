import { isUndeliverable, type PendingMessage } from '@kcs/chat-client';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { CopyButton } from '../ui/copy-button.tsx';
import './unsent-messages.css';

/**
 * Lists messages that the server refused and whose conversation the user can no longer open. The messages stay until
 * the user discards them.
 */
export function UnsentMessages() {
  const pendingMessagesByRoom = useChatState((state) => state.pending);
  const roomEntryById = useChatState((state) => state.rooms);
  const areRoomsLoaded = useChatState((state) => state.roomsLoaded);
  const undeliverableMessages = Object.values(pendingMessagesByRoom)
    .flat()
    .filter((message) => !(message.roomId in roomEntryById) && isUndeliverable(message));
  if (!areRoomsLoaded || undeliverableMessages.length === 0) return null;
  return (
    <section className="unsent" aria-label="Unsent messages">
      <h2>Unsent messages</h2>
      <ul>
        {undeliverableMessages.map((message) => (
          <UnsentMessage key={message.clientMsgId} message={message} />
        ))}
      </ul>
    </section>
  );
}

function UnsentMessage({ message }: { readonly message: PendingMessage }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const { body, clientMsgId, problem, roomId } = message;
  return (
    <li>
      <p dir="auto">{body.content}</p>
      <p className="unsent-problem">{problem}</p>
      <div className="unsent-actions">
        <CopyButton text={body.content} label="Copy text" />
        <button type="button" onClick={() => void showToastOnFailure(chat.discard(roomId, clientMsgId))}>
          Discard
        </button>
      </div>
    </li>
  );
}
