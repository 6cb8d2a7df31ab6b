const BYTES = 16;

/** A name for a message of ours that nobody else uses: the server stores what carries it once. Works without https. */
export function newClientMsgId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
