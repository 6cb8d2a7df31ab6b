/**
 * Returns the prefix of a NATS user's inboxes: the subjects on which the user receives replies. Each user may subscribe
 * only to its own inboxes, so it cannot read replies to other users (BUS-5).
 */
export function buildInboxPrefix(user: string): string {
  return `_INBOX_${user}`;
}
