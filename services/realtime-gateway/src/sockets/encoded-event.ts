/** An event that is encoded once and written to any number of sockets. */
export interface EncodedEvent {
  /** The Socket.IO packet, without the Engine.IO packet type. */
  readonly packet: string;
  /** The WebSocket frame that contains the packet. */
  readonly frame: Buffer;
  /** The id of a socket that does not get the event. */
  readonly exceptSocketId?: string;
}

const FINAL_TEXT_FRAME = 0x81;
const MAX_LENGTH_IN_HEADER = 125;
const MAX_16_BIT_LENGTH = 0xffff;
const LENGTH_FOLLOWS_IN_16_BITS = 126;
const LENGTH_FOLLOWS_IN_64_BITS = 127;

/** Encodes an event of the default namespace, as Socket.IO's encoder does. */
export function encodeEvent(event: string, payload: unknown): EncodedEvent {
  const packet = `2${JSON.stringify([event, payload])}`;
  return { packet, frame: encodeTextFrame(`4${packet}`) };
}

/** Returns the unmasked WebSocket frame with the given text (RFC 6455, section 5.2). */
function encodeTextFrame(text: string): Buffer {
  const textLength = Buffer.byteLength(text);
  const headerLength = textLength <= MAX_LENGTH_IN_HEADER ? 2 : textLength <= MAX_16_BIT_LENGTH ? 4 : 10;
  const frame = Buffer.allocUnsafe(headerLength + textLength);
  frame[0] = FINAL_TEXT_FRAME;
  if (headerLength === 2) frame[1] = textLength;
  else if (headerLength === 4) {
    frame[1] = LENGTH_FOLLOWS_IN_16_BITS;
    frame.writeUInt16BE(textLength, 2);
  } else {
    frame[1] = LENGTH_FOLLOWS_IN_64_BITS;
    frame.writeBigUInt64BE(BigInt(textLength), 2);
  }
  frame.write(text, headerLength);
  return frame;
}
