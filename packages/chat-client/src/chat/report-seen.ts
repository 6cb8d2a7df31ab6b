import { type ChatContext, sendRequest } from './chat-context.ts';

const MAX_REPORTED_MESSAGE_IDS = 1_000;

export interface SeqRange {
  readonly from: number;
  readonly to: number;
}

/**
 * Reports to the server that the user has read a range of a room's events. If the range ends with a message, reports it
 * over the socket, because the gateway then informs the other members at once. Otherwise reports it over REST.
 */
export async function reportSeen(
  context: ChatContext,
  roomId: string,
  { from, to }: SeqRange,
): Promise<void> {
  const { me, timelines } = context.store.get();
  const seenMessages = (timelines[roomId]?.messages ?? []).filter(
    (message) => message.seq > from && message.seq <= to && message.sender_id !== me.id,
  );
  // The socket event identifies the end of the range by a message id. It therefore cannot be used if the last event of
  // the range is not a message but, for example, a change of members.
  const rangeEndsWithMessage = seenMessages.at(-1)?.seq === to;
  if (context.link() && rangeEndsWithMessage) {
    const messageIds = seenMessages.map((message) => message.id).slice(-MAX_REPORTED_MESSAGE_IDS);
    await sendRequest(context, 'mark-messages-seen', { roomId, messageIds });
  } else await context.api.markSeen(roomId, to);
}
