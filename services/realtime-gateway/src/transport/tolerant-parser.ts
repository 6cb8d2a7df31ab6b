import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';

/**
 * The event name given to every refused packet. The packet's own name is not used, because it might be a name that
 * Socket.IO reserves.
 */
const REFUSED_PACKET_EVENT = 'kcs:refused';

/**
 * A packet that the parser has refused, with the reason. The parser passes the refused packet on as an event, which the
 * dispatcher answers with an error.
 */
export class RefusedPacket {
  readonly code: 'PAYLOAD_TOO_LARGE' | 'VALIDATION_FAILED';
  readonly message: string;
  /** The event name in the packet; null if the parser could not read the name. */
  readonly event: string | null;

  constructor(code: RefusedPacket['code'], message: string, event: string | null) {
    this.code = code;
    this.message = message;
    this.event = event;
  }
}

/**
 * Ratio between Engine.IO's packet size limit and our own limit. Engine.IO must accept a packet above our limit, so
 * that the gateway can answer it with an error.
 */
export const ENGINE_PACKET_SIZE_FACTOR = 2;
const MAX_ATTACHMENTS = 10;

const ATTACHMENTS_REFUSED_MESSAGE = 'Binary attachments are not supported. Send JSON.';
const MALFORMED_PACKET_MESSAGE =
  'The packet is not a well-formed event. Send a Socket.IO event with a name and a payload.';

type PacketListener = (packet: Packet) => void;

/** The part of the library's decoder that Socket.IO uses. Each connection has one decoder with one listener. */
interface ConnectionDecoder {
  on(event: 'decoded', listener: PacketListener): void;
  removeListener(event: 'decoded', listener: PacketListener): void;
  add(chunk: unknown): void;
  destroy(): void;
}

/**
 * Returns a Socket.IO parser that keeps the connection open after a bad packet, unlike the library's parser. A packet
 * becomes an event with a `RefusedPacket` if it is malformed, too large, or binary, or if its name is reserved. The
 * client gets an error and stays connected (SOCK-5).
 */
export function createTolerantParser(maxPacketBytes: number): {
  readonly Encoder: typeof Encoder;
  readonly Decoder: new () => ConnectionDecoder;
} {
  const tooLargeMessage = `The packet is too large. Send at most ${maxPacketBytes} bytes.`;
  const decodeText = createTextDecoder();

  class TolerantDecoder implements ConnectionDecoder {
    #listener: PacketListener | undefined;
    #attachments = 0;

    on(_event: 'decoded', listener: PacketListener): void {
      this.#listener = listener;
    }

    removeListener(): void {
      this.#listener = undefined;
    }

    destroy(): void {}

    add(chunk: unknown): void {
      if (typeof chunk !== 'string') this.#skipAttachment();
      else if (Buffer.byteLength(chunk) > maxPacketBytes)
        this.#refuse(chunk, 'PAYLOAD_TOO_LARGE', tooLargeMessage);
      else if (/^[56]/.test(chunk)) this.#refuseBinary(chunk);
      else this.#decode(chunk);
    }

    #decode(chunk: string): void {
      try {
        this.#listener?.(decodeText(chunk));
      } catch {
        this.#refuse(chunk, 'VALIDATION_FAILED', MALFORMED_PACKET_MESSAGE);
      }
    }

    #refuseBinary(chunk: string): void {
      const attachmentCount = Number(/^[56](\d+)-/.exec(chunk)?.[1] ?? 0);
      this.#attachments = Math.min(attachmentCount, MAX_ATTACHMENTS);
      this.#refuse(chunk, 'VALIDATION_FAILED', ATTACHMENTS_REFUSED_MESSAGE);
    }

    #skipAttachment(): void {
      if (this.#attachments > 0) this.#attachments -= 1;
      else this.#refuse('', 'VALIDATION_FAILED', ATTACHMENTS_REFUSED_MESSAGE);
    }

    /**
     * Emits an event in place of the refused packet. The event keeps the packet's callback id, so that the client's
     * callback gets the error.
     */
    #refuse(chunk: string, code: RefusedPacket['code'], message: string): void {
      const [, id, name] = /^[256](?:\d+-)?(\d{0,15})\["([\w-]{1,64})"/.exec(chunk) ?? [];
      const eventArguments = [REFUSED_PACKET_EVENT, new RefusedPacket(code, message, name ?? null)];
      const refusalPacket: Packet = { type: PacketType.EVENT, nsp: '/', data: eventArguments };
      this.#listener?.(id ? { ...refusalPacket, id: Number(id) } : refusalPacket);
    }
  }
  return { Encoder, Decoder: TolerantDecoder };
}

/**
 * Returns a function that decodes a text packet, and throws if it is malformed. All connections share one decoder of the
 * library, because a text packet leaves no state behind.
 */
function createTextDecoder(): (chunk: string) => Packet {
  const decoder = new Decoder();
  let decodedPacket: Packet;
  decoder.on('decoded', (packet: Packet) => {
    decodedPacket = packet;
  });
  return (chunk) => {
    decoder.add(chunk);
    return decodedPacket;
  };
}
