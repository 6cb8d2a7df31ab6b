/**
 * Returns the prefix of the subjects at which a NATS user receives replies. Each user may subscribe only to its own
 * inboxes, so no user can read the replies to another (BUS-5).
 */
export function inboxPrefix(user: string): string {
  return `_INBOX_${user}`;
}
