import { Check, CheckCheck, Eye } from 'lucide-react';
import { useState } from 'react';
import { DeliveryIcon } from './delivery-icon.tsx';
import { SeenDialog } from './seen-dialog.tsx';
import './ticks.css';

interface TicksProps {
  readonly seenCount: number;
  /**
   * The number of active members, other than the sender, who had joined when the message was sent. Until the client has
   * loaded all members of the room, this is the number of all members except the sender.
   */
  readonly recipientCount: number;
}

interface TicksButtonProps extends TicksProps {
  readonly messageId: string;
  readonly roomId: string;
}

/**
 * Shows the delivery state of one of the user's own messages. If the message has several recipients and at least one
 * has seen it, a click lists the people who have seen it.
 */
export function TicksButton({ messageId, roomId, seenCount, recipientCount }: TicksButtonProps) {
  const [listOpen, setListOpen] = useState(false);
  if (seenCount === 0 || recipientCount < 2)
    return <Ticks seenCount={seenCount} recipientCount={recipientCount} />;
  return (
    <>
      <button type="button" className="ticks-button" aria-haspopup="dialog" onClick={() => setListOpen(true)}>
        <Ticks seenCount={seenCount} recipientCount={recipientCount} />
      </button>
      {listOpen ? (
        <SeenDialog
          messageId={messageId}
          roomId={roomId}
          seenCount={seenCount}
          recipientCount={recipientCount}
          onClose={() => setListOpen(false)}
        />
      ) : null}
    </>
  );
}

/** Shows the delivery state of one of the user's own messages: sent, seen by some recipients, or seen by all. */
export function Ticks({ seenCount, recipientCount }: TicksProps) {
  if (seenCount === 0 || recipientCount === 0) return <DeliveryIcon icon={Check} text="Sent" />;
  const isSeenByAll = seenCount === recipientCount;
  // Other messengers use two gray ticks for "delivered". To avoid confusion, show an eye icon if only some recipients
  // have seen the message.
  if (!isSeenByAll) return <DeliveryIcon icon={Eye} text={`Seen ${seenCount}/${recipientCount}`} />;
  return (
    <DeliveryIcon
      icon={CheckCheck}
      text={recipientCount === 1 ? 'Seen' : 'Seen by all'}
      className="ticks-all"
    />
  );
}
