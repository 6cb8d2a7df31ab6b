import { Stop } from '../time/stop.ts';
import type { Time } from '../time/time.ts';
import { MAX_CANDIDATES_PER_SIGNAL, type SignalContent } from './signal.ts';

/** How long to wait for the answer to an offer before sending the offer again. The wait doubles each time. */
const FIRST_REPEAT_WAIT_MS = 1_500;
const MAX_REPEAT_WAIT_MS = 6_000;
/** How long to collect ICE candidates before they are sent in one signal. */
const CANDIDATE_COLLECTION_MS = 40;
/** Maximum number of candidates to keep that arrive before their description. */
const MAX_EARLY_CANDIDATES = 200;

/** The part of `RTCPeerConnection` that negotiation uses. */
export type NegotiableConnection = Pick<
  RTCPeerConnection,
  | 'signalingState'
  | 'localDescription'
  | 'remoteDescription'
  | 'setLocalDescription'
  | 'setRemoteDescription'
  | 'addIceCandidate'
  | 'addEventListener'
>;

export interface NegotiationOptions {
  readonly connection: NegotiableConnection;
  /**
   * Exactly one of the two sides is polite. If both sides send an offer at the same time, the polite side takes its
   * offer back, and the impolite side ignores the polite side's offer.
   */
  readonly isPolite: boolean;
  /** Whether this side waits for the first offer of the other side. */
  readonly waitsForOffer: boolean;
  readonly send: (content: SignalContent) => void;
  /** Called after the other side's offer has been applied, and before this side creates its answer. */
  readonly prepareAnswer: () => Promise<void>;
  /** Called if the browser refuses a description. The connection must then be replaced. */
  readonly onFailure: () => void;
  readonly time: Time;
  readonly stopped: Stop;
}

/**
 * Negotiates one peer connection with the pattern known as perfect negotiation. Signals may be lost, because the server
 * drops signals to a participant whose socket is lost. An offer is therefore repeated until it is answered. Once the
 * two sides can reach each other, both become stable with the same descriptions.
 */
export class Negotiation {
  readonly #options: NegotiationOptions;
  /** The last of the steps so far. Each step begins after the previous one has ended. */
  #lastStep: Promise<void> = Promise.resolve();
  #offerCount = 0;
  /** The number of this side's offer that has not been answered yet. */
  #pendingOffer: number | undefined;
  #lastAnswer: { readonly number: number; readonly sdp: string } | undefined;
  #collectedCandidates: RTCIceCandidateInit[] = [];
  #earlyCandidates: RTCIceCandidateInit[] = [];
  /** Fires when the other side has sent a description. */
  readonly #firstDescription: Stop;

  constructor(options: NegotiationOptions) {
    this.#options = options;
    this.#firstDescription = new Stop(options.stopped);
    const { connection, waitsForOffer } = options;
    connection.addEventListener('negotiationneeded', () => this.#run(() => this.#makeOffer()));
    connection.addEventListener('icecandidate', ({ candidate }) => {
      if (candidate) this.#collectCandidate(candidate.toJSON());
    });
    if (waitsForOffer) void this.#sayHelloUntilOffer();
  }

  /** Whether a description of the other side has been applied. */
  get isBound(): boolean {
    return this.#options.connection.remoteDescription !== null;
  }

  /** Sends again what the other side may have missed. */
  repeat(): void {
    this.#run(async () => this.#sendPendingOffer());
  }

  /** Applies the content of a signal after all earlier ones. */
  receive(content: SignalContent): void {
    switch (content.kind) {
      case 'hello':
        this.repeat();
        return;
      case 'offer':
        this.#run(() => this.#answer(content));
        return;
      case 'answer':
        this.#run(() => this.#acceptAnswer(content));
        return;
      case 'candidates':
        this.#run(() => this.#addCandidates(content.candidates));
        return;
    }
  }

  async #makeOffer(): Promise<void> {
    const { connection, stopped } = this.#options;
    // Make no offer yet. As soon as the connection is stable, the browser reports again that a negotiation is needed.
    if (connection.signalingState !== 'stable') return;
    await connection.setLocalDescription();
    if (stopped.hasFired) return;
    this.#offerCount += 1;
    this.#pendingOffer = this.#offerCount;
    this.#sendPendingOffer();
    void this.#repeatOffer(this.#offerCount);
  }

  async #answer({ number, sdp }: { readonly number: number; readonly sdp: string }): Promise<void> {
    const { connection, isPolite, prepareAnswer, send } = this.#options;
    if (number < (this.#lastAnswer?.number ?? 0)) return;
    if (number === this.#lastAnswer?.number) {
      send({ kind: 'answer', number, sdp: this.#currentAnswerSdp ?? this.#lastAnswer.sdp });
      return;
    }
    const isCollision = connection.signalingState !== 'stable';
    // Ignore this offer. This side repeats its own offer until the other side receives it and takes this one back.
    if (isCollision && !isPolite) return;
    this.#pendingOffer = undefined;
    await connection.setRemoteDescription({ type: 'offer', sdp });
    await prepareAnswer();
    await connection.setLocalDescription();
    this.#lastAnswer = { number, sdp: connection.localDescription?.sdp ?? '' };
    send({ kind: 'answer', ...this.#lastAnswer });
    this.#firstDescription.stop();
    await this.#addEarlyCandidates();
  }

  async #acceptAnswer({ number, sdp }: { readonly number: number; readonly sdp: string }): Promise<void> {
    const { connection } = this.#options;
    if (this.#pendingOffer !== number || connection.signalingState !== 'have-local-offer') return;
    await connection.setRemoteDescription({ type: 'answer', sdp });
    this.#pendingOffer = undefined;
    this.#firstDescription.stop();
    await this.#addEarlyCandidates();
  }

  /** The description of the last answer with the candidates found since then; undefined after a later offer. */
  get #currentAnswerSdp(): string | undefined {
    const { localDescription, signalingState } = this.#options.connection;
    return signalingState === 'stable' && localDescription?.type === 'answer'
      ? localDescription.sdp
      : undefined;
  }

  #sendPendingOffer(): void {
    const { connection, send } = this.#options;
    const { localDescription, signalingState } = connection;
    if (this.#pendingOffer === undefined || signalingState !== 'have-local-offer') return;
    send({ kind: 'offer', number: this.#pendingOffer, sdp: localDescription?.sdp ?? '' });
  }

  async #repeatOffer(number: number): Promise<void> {
    const { time, stopped } = this.#options;
    for (let waitMs = FIRST_REPEAT_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_REPEAT_WAIT_MS)) {
      await time.sleep(waitMs * (1 + time.random() / 4), stopped);
      if (stopped.hasFired || this.#pendingOffer !== number) return;
      this.repeat();
    }
  }

  async #sayHelloUntilOffer(): Promise<void> {
    const { time, send } = this.#options;
    for (let waitMs = FIRST_REPEAT_WAIT_MS; ; waitMs = Math.min(waitMs * 2, MAX_REPEAT_WAIT_MS)) {
      send({ kind: 'hello' });
      await time.sleep(waitMs * (1 + time.random() / 4), this.#firstDescription);
      if (this.#firstDescription.hasFired) return;
    }
  }

  #collectCandidate(candidate: RTCIceCandidateInit): void {
    this.#collectedCandidates.push(candidate);
    if (this.#collectedCandidates.length > 1) return;
    const { time, stopped } = this.#options;
    void time.sleep(CANDIDATE_COLLECTION_MS, stopped).then(() => {
      // Wait for the current step, so that the candidates are sent after their description.
      this.#run(async () => this.#sendCollectedCandidates());
    });
  }

  #sendCollectedCandidates(): void {
    while (this.#collectedCandidates.length > 0) {
      const candidates = this.#collectedCandidates.splice(0, MAX_CANDIDATES_PER_SIGNAL);
      this.#options.send({ kind: 'candidates', candidates });
    }
  }

  async #addCandidates(candidates: readonly RTCIceCandidateInit[]): Promise<void> {
    const { connection } = this.#options;
    if (connection.remoteDescription === null) {
      this.#earlyCandidates.push(...candidates.slice(0, MAX_EARLY_CANDIDATES - this.#earlyCandidates.length));
      return;
    }
    for (const candidate of candidates) {
      // Ignore a refused candidate. It may belong to an offer that was ignored or taken back.
      await connection.addIceCandidate(candidate).catch(() => undefined);
    }
  }

  #addEarlyCandidates(): Promise<void> {
    return this.#addCandidates(this.#earlyCandidates.splice(0));
  }

  /**
   * Runs a step after all earlier ones. Reports a failure, because a failed step leaves the connection in an unknown
   * state.
   */
  #run(step: () => Promise<void>): void {
    const { stopped, onFailure } = this.#options;
    this.#lastStep = this.#lastStep.then(async () => {
      if (stopped.hasFired) return;
      try {
        await step();
      } catch {
        if (!stopped.hasFired) onFailure();
      }
    });
  }
}
