import type { BusReply } from '@kcs/contracts';

/** What nats-server allows unless told otherwise. */
const MAX_PAYLOAD_BYTES = 1024 * 1024;

/** The reply's bytes, or, where they are more than the server takes, an error that says so. */
export const encodeReply = (reply: BusReply<unknown>, maxBytes = MAX_PAYLOAD_BYTES): Uint8Array => {
  const bytes = Buffer.from(JSON.stringify(reply));
  if (bytes.length <= maxBytes) return bytes;
  const message = `The answer of ${bytes.length} bytes is larger than the bus takes (${maxBytes}); ask for less.`;
  const refusal: BusReply<never> = { ok: false, error: { code: 'PAYLOAD_TOO_LARGE', message } };
  return Buffer.from(JSON.stringify(refusal));
};
