import { isUndeliverable } from '@kcs/chat-client';
import { useChatState } from '../chat/chat-context.ts';
import { UnsentMessage } from './unsent-message.tsx';
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
