/** Who types where, as it travels between gateways. */
export interface TypingUpdate {
  readonly roomId: string;
  readonly userId: string;
  readonly userName: string;
  readonly isTyping: boolean;
  /** Nothing new: the gateway that said so lives, and so does what it said. Sockets are not told again. */
  readonly renewal?: true;
}
