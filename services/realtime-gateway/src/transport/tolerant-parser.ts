import { Decoder, Encoder, type Packet, PacketType } from 'socket.io-parser';

/** The event that a refused packet becomes; its own name might be one that the library reserves. */
const REFUSED_EVENT = 'kcs:refused';

/** Stands in the place of a payload that was not taken; the dispatcher answers it. */
export class RefusedPacket {
  readonly code: 'PAYLOAD_TOO_LARGE' | 'VALIDATION_FAILED';
  readonly message: string;
  /** The name that the packet gave its event, where it could be read. */
  readonly event: string | null;

  constructor(code: RefusedPacket['code'], message: string, event: string | null) {
    this.code = code;
    this.message = message;
    this.event = event;
  }
}

/** The engine takes packets up to this many times the limit, so that what is too large can be answered. */
export const ENGINE_ALLOWANCE = 2;
const MAX_ATTACHMENTS = 10;

const ATTACHMENTS = 'Binary attachments are not taken; send JSON.';
const MALFORMED = 'The packet is not a well-formed event.';

/**
 * Socket.IO's own decoder ends the connection at the first malformed packet. Here what cannot be taken (malformed,
 * over the limit, with binary attachments, of a reserved name) becomes an event with a `RefusedPacket`, so that it is
 * answered and the connection stays.
 */
export function tolerantParser(maxPacketBytes: number): {
  readonly Encoder: typeof Encoder;
  readonly Decoder: new () => Decoder;
} {
  const tooLarge = `A packet may have at most ${maxPacketBytes} bytes.`;

  class TolerantDecoder extends Decoder {
    #attachments = 0;

    override add(chunk: unknown): void {
      if (typeof chunk !== 'string') this.#takeAttachment();
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

    #takeAttachment(): void {
      if (this.#attachments > 0) this.#attachments -= 1;
      else this.#refuse('', 'VALIDATION_FAILED', ATTACHMENTS);
    }

    /** Answers to the callback of the packet where it names one; of its content only the event's name is read. */
    #refuse(chunk: string, code: RefusedPacket['code'], message: string): void {
      const [, id, name] = /^[256](?:\d+-)?(\d{0,15})\["([\w-]{1,64})"/.exec(chunk) ?? [];
      const data = [REFUSED_EVENT, new RefusedPacket(code, message, name ?? null)];
      const packet: Packet = { type: PacketType.EVENT, nsp: '/', data };
      this.emitReserved('decoded', id ? { ...packet, id: Number(id) } : packet);
    }
  }
  return { Encoder, Decoder: TolerantDecoder };
}
