import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';

/** The name of the event that replaces a refused packet. The packet's own name might be reserved by the library. */
const REFUSED_EVENT = 'kcs:refused';

/** The payload of a refused packet. The dispatcher answers it with an error. */
export class RefusedPacket {
  readonly code: 'PAYLOAD_TOO_LARGE' | 'VALIDATION_FAILED';
  readonly message: string;
  /** The event name in the packet; null if it could not be read. */
  readonly event: string | null;

  constructor(code: RefusedPacket['code'], message: string, event: string | null) {
    this.code = code;
    this.message = message;
    this.event = event;
  }
}

/** The engine accepts packets of up to this many times our limit, so that we can answer one that is too large. */
export const ENGINE_ALLOWANCE = 2;
const MAX_ATTACHMENTS = 10;

const ATTACHMENTS = 'Binary attachments are not supported. Send JSON.';
const MALFORMED = 'The packet is not a well-formed event.';

/**
 * Returns a Socket.IO parser that does not close the connection at the first bad packet, as the library's own decoder
 * does. A packet that is malformed or too large, or has binary attachments or a reserved name, becomes an event with a
 * `RefusedPacket`. The client gets an answer and stays connected (SOCK-5).
 */
export function tolerantParser(maxPacketBytes: number): {
  readonly Encoder: typeof Encoder;
  readonly Decoder: new () => Decoder;
} {
  const tooLarge = `The packet is too large. Send at most ${maxPacketBytes} bytes.`;

  class TolerantDecoder extends Decoder {
    #attachments = 0;

    override add(chunk: unknown): void {
      if (typeof chunk !== 'string') this.#skipAttachment();
      else if (Buffer.byteLength(chunk) > maxPacketBytes) this.#refuse(chunk, 'PAYLOAD_TOO_LARGE', tooLarge);
      else if (/^[56]/.test(chunk)) this.#refuseBinary(chunk);
      else this.#decode(chunk);
    }

    #decode(chunk: string): void {
      try {
        super.add(chunk);
      } catch {
        this.#refuse(chunk, 'VALIDATION_FAILED', MALFORMED);
      }
    }

    #refuseBinary(chunk: string): void {
      const announced = Number(/^[56](\d+)-/.exec(chunk)?.[1] ?? 0);
      this.#attachments = Math.min(announced, MAX_ATTACHMENTS);
      this.#refuse(chunk, 'VALIDATION_FAILED', ATTACHMENTS);
    }

    #skipAttachment(): void {
      if (this.#attachments > 0) this.#attachments -= 1;
      else this.#refuse('', 'VALIDATION_FAILED', ATTACHMENTS);
    }

    /** Keeps the packet's callback id and event name, so that the client's callback gets the error. */
    #refuse(chunk: string, code: RefusedPacket['code'], message: string): void {
      const [, id, name] = /^[256](?:\d+-)?(\d{0,15})\["([\w-]{1,64})"/.exec(chunk) ?? [];
      const data = [REFUSED_EVENT, new RefusedPacket(code, message, name ?? null)];
      const packet: Packet = { type: PacketType.EVENT, nsp: '/', data };
      this.emitReserved('decoded', id ? { ...packet, id: Number(id) } : packet);
    }
  }
  return { Encoder, Decoder: TolerantDecoder };
}
