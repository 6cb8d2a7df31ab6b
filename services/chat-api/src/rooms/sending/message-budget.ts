/** How many messages a person may send a second, over all replicas. */
export interface MessageBudget {
  /** Takes one from the budget; what is refused is counted too. @throws ChatError RATE_LIMITED with the time to wait */
  take(userId: string): Promise<void>;
  /** Puts one back: what was sent turned out to be a repeat. */
  giveBack(userId: string): Promise<void>;
}
