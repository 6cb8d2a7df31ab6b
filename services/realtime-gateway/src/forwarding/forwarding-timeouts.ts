/**
 * The limits of all waits while a request is forwarded, in ms. The *holder* is the gateway that has the
 * session.
 */
export interface ForwardingTimeouts {
  /** Time for connecting to the holder. */
  readonly connectMs: number;
  /** Time for which an unused connection to a holder is kept. */
  readonly idleMs: number;
  /** Time until the response to a poll begins. */
  readonly pollMs: number;
  /** Time until the response to a request with data begins. */
  readonly postMs: number;
  /** Time until the holder accepts or refuses an upgrade. */
  readonly upgradeMs: number;
  /** Time until the holder confirms that it releases a session. */
  readonly releaseMs: number;
  /** Time without progress while a response travels to the client. */
  readonly stallMs: number;
  /** Time without any data after which a tunnel is closed. */
  readonly silenceMs: number;
  /** Time in which the last data of a connection can arrive after the other side has closed it. */
  readonly lingerMs: number;
}

export const FORWARDING_TIMEOUTS: ForwardingTimeouts = {
  connectMs: 2_000,
  // The holder keeps unused connections longer, so that it does not close one that is being used again.
  idleMs: 30_000,
  // A poll takes up to the ping interval of 25 s. The limit adds the ping timeout of 20 s, and 5 s to spare.
  pollMs: 50_000,
  postMs: 10_000,
  upgradeMs: 10_000,
  releaseMs: 2_000,
  // A gateway closes its own sockets after the same time.
  stallMs: 10_000,
  // Longer than the ping interval plus the ping timeout, after which Engine.IO itself closes a silent connection.
  silenceMs: 60_000,
  lingerMs: 5_000,
};
