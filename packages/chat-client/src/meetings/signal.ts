/** What a signal says. */
export type SignalContent =
  /**
   * The sender is waiting for an offer, or has returned after a lost connection. If an offer of the receiver is still
   * unanswered, the receiver repeats it.
   */
  | { readonly kind: 'hello' }
  /** `number` increases with each offer of a connection. A repeated offer has the same number. */
  | { readonly kind: 'offer'; readonly number: number; readonly sdp: string }
  /** `number` is the number of the offer that is answered. */
  | { readonly kind: 'answer'; readonly number: number; readonly sdp: string }
  | { readonly kind: 'candidates'; readonly candidates: readonly RTCIceCandidateInit[] };

/**
 * A signal from one participant to another (MEET-10). Either side may replace its peer connection at any time, so every
 * signal names the connections that it is about.
 */
export type Signal = SignalContent & {
  /** The id of the sender's peer connection. */
  readonly connection: string;
  /** The id of the receiver's peer connection; null while the sender does not know it. */
  readonly peer: string | null;
};

/** The largest number of ICE candidates in one signal, so that a signal never exceeds the server's limit. */
export const MAX_CANDIDATES_PER_SIGNAL = 50;

/** Returns the signal in the payload of another participant; undefined if the payload is malformed. */
export function parseSignal(payload: Readonly<Record<string, unknown>>): Signal | undefined {
  const { kind, connection, peer = null, number, sdp, candidates } = payload;
  if (!isConnectionId(connection) || (peer !== null && !isConnectionId(peer))) return undefined;
  const connections = { connection, peer };
  switch (kind) {
    case 'hello':
      return { ...connections, kind };
    case 'offer':
    case 'answer':
      return Number.isSafeInteger(number) && typeof sdp === 'string'
        ? { ...connections, kind, number: number as number, sdp }
        : undefined;
    case 'candidates':
      return Array.isArray(candidates) &&
        candidates.length <= MAX_CANDIDATES_PER_SIGNAL &&
        candidates.every((candidate) => typeof candidate === 'object' && candidate !== null)
        ? { ...connections, kind, candidates }
        : undefined;
    default:
      return undefined;
  }
}

const isConnectionId = (value: unknown): value is string =>
  typeof value === 'string' && value.length > 0 && value.length <= 64;
