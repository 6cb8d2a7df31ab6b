/** Who types where, as it travels between gateways. */
export interface TypingUpdate {
  readonly roomId: string;
  readonly userId: string;
  readonly userName: string;
  readonly isTyping: boolean;
}
