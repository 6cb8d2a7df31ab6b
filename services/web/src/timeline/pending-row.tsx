import { isUndeliverable, type PendingMessage } from '@kcs/chat-client';
import { Check, CircleAlert, Clock } from 'lucide-react';
import { useChat } from '../chat/chat-context.ts';
import { restoreUnsentMessage } from '../composer/draft.ts';
import { useDraft, useDraftStore } from '../composer/draft-context.ts';
import { focusMessageField } from '../composer/focus-composer.ts';
import { MessageText } from '../message-text/message-text.tsx';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { Bubble } from './bubble.tsx';
import { DeliveryIcon } from './delivery-icon.tsx';
import { ReplyQuote } from './reply-quote.tsx';
import './pending-row.css';

/** Shows one of the user's own messages that the server has not stored yet or that could not be sent. */
export function PendingRow({ message }: { readonly message: PendingMessage }) {
  const hasDeliveryFailed = isUndeliverable(message);
  return (
    <article className={`row row-own row-start row-end row-pending ${hasDeliveryFailed ? 'row-failed' : ''}`}>
      <div className="row-body">
        <div className="row-line">
          <Bubble
            time={message.createdAt}
            deliveryIcon={<PendingMessageIcon message={message} />}
            header={message.replyTo ? <ReplyQuote roomId={message.roomId} replyTo={message.replyTo} /> : null}
          >
            <MessageText text={message.body.content} />
          </Bubble>
        </div>
        {hasDeliveryFailed ? <UndeliverableMessageActions message={message} /> : null}
        {message.state === 'waiting' ? <WaitingMessageActions message={message} /> : null}
      </div>
    </article>
  );
}

function UndeliverableMessageActions({ message }: { readonly message: PendingMessage }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const { clientMsgId, roomId, problem } = message;
  return (
    <p className="failed" role="alert">
      <span>Not sent. {problem}</span>
      <button type="button" onClick={() => void showToastOnFailure(chat.sendAgain(clientMsgId))}>
        Try again
      </button>
      <button type="button" onClick={() => void showToastOnFailure(chat.discard(roomId, clientMsgId))}>
        Discard
      </button>
    </p>
  );
}

/**
 * Offers to edit or discard a message that is waiting to be sent. Hides the edit button while the user is rewriting
 * another unsent message, because a draft can replace only one message.
 */
function WaitingMessageActions({ message }: { readonly message: PendingMessage }) {
  const chat = useChat();
  const draftStore = useDraftStore();
  const showToastOnFailure = useProblemToast();
  const { clientMsgId, roomId } = message;
  const isRewritingUnsentMessage = useDraft(roomId).rewrites !== null;
  const discardMessage = () => showToastOnFailure(chat.discard(roomId, clientMsgId));
  const startRewrite = async () => {
    if (!(await discardMessage())) return;
    draftStore.update(roomId, (draft) => restoreUnsentMessage(draft, message));
    focusMessageField();
  };
  return (
    <p className="failed">
      {isRewritingUnsentMessage ? null : (
        <button type="button" onClick={() => void startRewrite()}>
          Edit
        </button>
      )}
      <button type="button" onClick={() => void discardMessage()}>
        Discard
      </button>
    </p>
  );
}

const TEXT_BY_DELIVERY_STATE: Readonly<Record<PendingMessage['state'], string>> = {
  saving: 'Sending',
  waiting: 'Waiting to be sent',
  sending: 'Sending',
  sent: 'Sent',
  failed: 'Not sent',
  unsaved: 'Not sent',
};

function PendingMessageIcon({ message }: { readonly message: PendingMessage }) {
  const stateIcon = isUndeliverable(message) ? CircleAlert : message.state === 'sent' ? Check : Clock;
  return <DeliveryIcon icon={stateIcon} text={TEXT_BY_DELIVERY_STATE[message.state]} />;
}
