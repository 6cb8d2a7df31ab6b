/** The element ids of the message parts that form the accessible name of a row. */
export interface MessageLabelIds {
  readonly senderId: string;
  readonly quoteId: string;
  readonly textId: string;
  readonly metaId: string;
}

export const createMessageLabelIds = (messageId: string): MessageLabelIds => ({
  senderId: `${messageId}-sender`,
  quoteId: `${messageId}-quote`,
  textId: `${messageId}-text`,
  metaId: `${messageId}-meta`,
});

/**
 * Returns the `aria-labelledby` value for a message row: the ids of its sender, quote, text, time, and delivery state.
 * Omits parts that the message does not have.
 */
export const createAriaLabelledBy = ({ senderId, quoteId, textId, metaId }: MessageLabelIds): string =>
  `${senderId} ${quoteId} ${textId} ${metaId}`;
