import type { RoomEvent } from '@kcs/contracts';
import { getTracing, runInSpan } from '@kcs/service-kit';
import type { Namespace } from 'socket.io';
import { type ClusterMessage, MessageType } from 'socket.io-adapter';
import type { MemberEventDelivery } from '../delivery/member-events.ts';
import type { Mention } from '../delivery/mention.ts';
import type { MentionDelivery } from '../delivery/mentions.ts';
import type { NewChat } from '../delivery/new-chat-notification.ts';
import type { NewChatDelivery } from '../delivery/new-chats.ts';
import { RECEIPT_EVENT, type Receipt, type ReceiptDelivery } from '../delivery/receipts.ts';
import type { DeliveryGate } from '../health/delivery-gate.ts';
import type { MeetingMessage } from '../meetings/meeting-message.ts';
import type { MeetingActions } from '../meetings/meetings.ts';
import type { Sequencer } from '../sequencer/sequencer.ts';
import type { EventPacket } from '../sockets/event-packet.ts';
import type { TypingStates } from '../typing/typing.ts';
import type { TypingUpdate } from '../typing/typing-update.ts';
import { RELAY_MESSAGE_NAMES, type ShardedAdapter } from './sharded-adapter.ts';

interface RedisReceiverOptions {
  readonly adapter: ShardedAdapter;
  readonly namespace: Pick<Namespace, 'on'>;
  /** The delivery gate. Ephemeral events are dropped while the gate blocks them. */
  readonly gate: Pick<DeliveryGate, 'canDeliverEphemeral'>;
  readonly sequencer: Pick<Sequencer, 'offer'>;
  readonly memberEvents: Pick<MemberEventDelivery, 'receive'>;
  readonly newChats: Pick<NewChatDelivery, 'receive'>;
  readonly mentions: Pick<MentionDelivery, 'receive'>;
  readonly receipts: Pick<ReceiptDelivery, 'receive'>;
  readonly typing: Pick<TypingStates, 'receive'>;
  readonly meetings: Pick<MeetingActions, 'receive'>;
}

/**
 * Receives messages from the other gateways over Redis, in place of the adapter's message handler. Room events go to
 * the sequencer, because the adapter would emit them immediately and out of order (TRAP-16).
 */
export function receiveFromRedis(options: RedisReceiverOptions): void {
  const {
    adapter,
    namespace,
    gate,
    sequencer,
    memberEvents,
    newChats,
    mentions,
    receipts,
    typing,
    meetings,
  } = options;
  const broadcastToSockets = adapter.onMessage.bind(adapter);
  adapter.onMessage = (message, offset) => {
    // Drop this gateway's own messages, which Redis also returns. Its local sockets got the events directly.
    if (message.uid === adapter.uid) return;
    const [name, value, traceparent] = extractBroadcastArguments(message);
    if (name === RELAY_MESSAGE_NAMES.ROOM_EVENT) {
      if (getTracing() && typeof traceparent === 'string')
        offerInSpan(sequencer, value as RoomEvent, traceparent);
      else sequencer.offer(value as RoomEvent);
    } else if (name === RELAY_MESSAGE_NAMES.TYPING) typing.receive(value as TypingUpdate, message.uid);
    else if (message.type === MessageType.BROADCAST && name === RECEIPT_EVENT) {
      if (gate.canDeliverEphemeral) receipts.receive(value as Receipt, message.data.opts.except[0]);
    } else if (message.type !== MessageType.BROADCAST || gate.canDeliverEphemeral) {
      broadcastToSockets(message, offset);
    }
  };
  // Clients cannot trigger the events below. Only other gateways emit them, as server-side events.
  namespace.on(
    RELAY_MESSAGE_NAMES.MEMBER_EVENT as never,
    ((event: RoomEvent) => memberEvents.receive(event)) as never,
  );
  namespace.on(RELAY_MESSAGE_NAMES.NEW_CHAT as never, ((chat: NewChat) => newChats.receive(chat)) as never);
  namespace.on(
    RELAY_MESSAGE_NAMES.MENTION as never,
    ((mention: Mention) => mentions.receive(mention)) as never,
  );
  namespace.on(
    RELAY_MESSAGE_NAMES.MEETING as never,
    ((message: MeetingMessage) => meetings.receive(message)) as never,
  );
}

/** Offers the event in a span that continues the trace of the gateway that took the event off the bus. */
function offerInSpan(sequencer: Pick<Sequencer, 'offer'>, event: RoomEvent, parent: string): void {
  void runInSpan({ name: 'receive room event', kind: 'consumer', parent }, async () =>
    sequencer.offer(event),
  );
}

function extractBroadcastArguments(message: ClusterMessage): readonly unknown[] {
  if (message.type !== MessageType.BROADCAST) return [];
  const { data } = message.data.packet as EventPacket;
  return Array.isArray(data) ? data : [];
}
