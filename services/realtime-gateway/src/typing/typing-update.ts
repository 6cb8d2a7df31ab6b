/** A typing state in the form that gateways send to each other. */
export interface TypingUpdate {
  readonly roomId: string;
  readonly userId: string;
  readonly userName: string;
  readonly isTyping: boolean;
  /**
   * True for a keep-alive message. Such a message extends the typing state on other gateways and is not emitted to
   * sockets.
   */
  readonly renewal?: true;
}
