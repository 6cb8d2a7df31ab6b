const [CONTINUATION, TEXT, BINARY, CLOSE, PING] = [0, 1, 2, 8, 9];
const MAX_SHORT_PAYLOAD = 125;
const MAX_MEDIUM_PAYLOAD = 0xffff;

interface Frame {
  readonly opcode: number;
  readonly payload: Buffer;
  readonly isLast?: boolean;
  readonly isMasked?: boolean;
  readonly reservedBits?: number;
  /** The payload length in the header. Default: the length of `payload`. */
  readonly announcedLength?: number;
}

/** Creates random WebSocket frames of a client: messages in fragments, pings, and sometimes a malformed frame. */
export function createRandomFrames(seed: number, maxPayload: number) {
  let state = seed;
  const chooseIndex = (below: number): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };

  const encode = ({ opcode, payload, ...frame }: Frame): Buffer => {
    const { isLast = true, isMasked = true, reservedBits = 0, announcedLength = payload.length } = frame;
    const firstByte = (isLast ? 0x80 : 0) | reservedBits | opcode;
    const maskBit = isMasked ? 0x80 : 0;
    const header =
      announcedLength <= MAX_SHORT_PAYLOAD
        ? Buffer.from([firstByte, maskBit | announcedLength])
        : Buffer.from([firstByte, maskBit | 126, announcedLength >> 8, announcedLength & 0xff]);
    if (announcedLength > MAX_MEDIUM_PAYLOAD) throw new RangeError('The payload is too long');
    if (!isMasked) return Buffer.concat([header, payload]);
    const mask = Buffer.from(Array.from({ length: 4 }, () => chooseIndex(256)));
    return Buffer.concat([
      ...[header, mask],
      Buffer.from(payload.map((byte, n) => byte ^ (mask[n % 4] as number))),
    ]);
  };

  const createMessage = (text: string): Buffer => {
    const payload = Buffer.from(`${text} ${'äx😀'.repeat(chooseIndex(5))}${'y'.repeat(chooseIndex(300))}`);
    const opcode = chooseIndex(4) === 0 ? BINARY : TEXT;
    const frames: Buffer[] = [];
    const fragmentCount = 1 + (chooseIndex(3) === 0 ? chooseIndex(5) : 0);
    let at = 0;
    for (let n = 0; n < fragmentCount; n += 1) {
      const isLast = n === fragmentCount - 1;
      const end = isLast ? payload.length : at + chooseIndex(payload.length - at + 1);
      frames.push(
        encode({ opcode: n === 0 ? opcode : CONTINUATION, payload: payload.subarray(at, end), isLast }),
      );
      at = end;
      if (chooseIndex(4) === 0)
        frames.push(encode({ opcode: PING + chooseIndex(2), payload: Buffer.from(text) }));
    }
    return Buffer.concat(frames);
  };

  const createMalformedFrame = (text: string): Buffer => {
    const payload = Buffer.from(text);
    const unfinished = encode({ opcode: TEXT, payload, isLast: false });
    const closing = encode({ opcode: CLOSE, payload: Buffer.from([3, 232, ...payload]) });
    const mishaps = [
      () => encode({ opcode: TEXT, payload, reservedBits: 0x40 }),
      () => encode({ opcode: TEXT, payload, reservedBits: 0x20 }),
      () => encode({ opcode: TEXT, payload, isMasked: false }),
      () => encode({ opcode: CONTINUATION, payload }),
      () => encode({ opcode: 3 + chooseIndex(5), payload }),
      () => encode({ opcode: TEXT, payload: Buffer.from([0x61, 0xff, 0xfe]) }),
      () => encode({ opcode: TEXT, payload: Buffer.alloc(maxPayload + 1, 'z') }),
      () => encode({ opcode: PING, payload: Buffer.alloc(MAX_SHORT_PAYLOAD + 1, 'z') }),
      () => encode({ opcode: PING, payload, isLast: false }),
      () => Buffer.concat([unfinished, encode({ opcode: TEXT, payload })]),
      () => Buffer.concat([unfinished, closing]),
      () => encode({ opcode: CLOSE, payload: Buffer.from([3, chooseIndex(256)]) }),
      () => encode({ opcode: CLOSE, payload: Buffer.from([3]) }),
      () => Buffer.concat([closing, encode({ opcode: TEXT, payload })]),
      () => encode({ opcode: BINARY, payload, announcedLength: 2_000 }),
      () => Buffer.from('GET / HTTP/1.1\r\n\r\n'),
    ];
    return (mishaps[chooseIndex(mishaps.length)] as () => Buffer)();
  };

  /** Returns several messages. Every second client also sends a malformed frame, and perhaps continues after it. */
  const createBytes = (text: string): Buffer => {
    const messages = Array.from({ length: 1 + chooseIndex(8) }, (_, n) => createMessage(`${text}, ${n}`));
    if (chooseIndex(2) === 0) messages.push(createMalformedFrame(text));
    if (chooseIndex(4) === 0) messages.push(createMessage(`${text}, afterward`));
    return Buffer.concat(messages);
  };

  const cut = (bytes: Buffer): Buffer[] => {
    const pieces: Buffer[] = [];
    for (let at = 0; at < bytes.length; ) {
      const length = 1 + chooseIndex(chooseIndex(3) === 0 ? 4 : 400);
      pieces.push(bytes.subarray(at, at + length));
      at += length;
    }
    return pieces;
  };

  return { chooseIndex, createBytes, cut };
}
