/** The ids of the parts of a message that name its row for screen readers. */
export interface MessageLabel {
  readonly senderId: string;
  readonly quoteId: string;
  readonly textId: string;
  readonly metaId: string;
}

export const messageLabel = (messageId: string): MessageLabel => ({
  senderId: `${messageId}-sender`,
  quoteId: `${messageId}-quote`,
  textId: `${messageId}-text`,
  metaId: `${messageId}-meta`,
});

/** Returns the value of `aria-labelledby` for a row: sender, quote, text, time, and state. Missing parts are skipped. */
export const labelledBy = ({ senderId, quoteId, textId, metaId }: MessageLabel): string =>
  `${senderId} ${quoteId} ${textId} ${metaId}`;
