import { eventually, startBrowser, type TestContext, type TestSystem, type TestUser } from '@kcs/testkit';
import { CallDrillParticipant } from './call-participant.ts';
import { serveCallPage } from './serve-call-page.ts';

/** One result of a rehearsal, with the limit that it must not exceed. */
export interface CallFigure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly isWithinLimit: boolean;
  readonly limit: string;
}

export interface RehearsalOptions {
  readonly system: TestSystem;
  /** One person per participant. Participant n connects to gateway n. */
  readonly users: readonly TestUser[];
  readonly roomId: string;
  /** Whether all media passes through the TURN server. */
  readonly isRelayed?: boolean;
}

const CONNECT_TIMEOUT_MS = 30_000;
/** How many frames must arrive before media counts as flowing. */
const MIN_FRAMES = 3;
/** How long a participant may take to return after the death of a gateway. */
const MAX_RETURN_MS = 3_000;

/** A real call between pages in a browser. Each step checks what the participants see. */
export class CallRehearsal {
  readonly figures: CallFigure[] = [];
  readonly participants: readonly CallDrillParticipant[];
  readonly #options: RehearsalOptions;

  private constructor(options: RehearsalOptions, participants: readonly CallDrillParticipant[]) {
    this.#options = options;
    this.participants = participants;
  }

  static async start(t: TestContext, options: RehearsalOptions): Promise<CallRehearsal> {
    const { system, users, isRelayed = false } = options;
    const [browser, pageAddress] = await Promise.all([
      startBrowser(t, { fakeMedia: true }),
      serveCallPage(t),
    ]);
    const participants = await Promise.all(
      users.map((user, gateway) =>
        CallDrillParticipant.open(t, { browser, system, user, gateway, pageAddress, isRelayed }),
      ),
    );
    return new CallRehearsal(options, participants);
  }

  /** Lets everyone join, and waits until everyone sees the camera of everyone else. */
  async join(): Promise<void> {
    const startedAt = performance.now();
    await Promise.all(this.participants.map((participant) => participant.join(this.#options.roomId)));
    await this.#waitForNewFrames();
    this.#record(
      'everyone sees everyone after the join',
      performance.now() - startedAt,
      'ms',
      CONNECT_TIMEOUT_MS,
    );
  }

  /** Returns the kinds of all network paths between the participants, such as `host` or `relay`. */
  async listPathKinds(): Promise<readonly string[]> {
    const pathKinds = await Promise.all(this.participants.map((participant) => participant.listPathKinds()));
    return [...new Set(pathKinds.flat())];
  }

  /** Lets the first participant share the screen, and waits until all others see it. */
  async shareScreen(): Promise<void> {
    const [sharer, ...others] = this.participants as [CallDrillParticipant, ...CallDrillParticipant[]];
    const startedAt = performance.now();
    await sharer.shareScreen();
    const { participantId } = await sharer.readView();
    await this.#waitFor('everyone sees the screen', async () => {
      const views = await Promise.all(others.map((other) => other.readView()));
      return views.every((view) =>
        view.others.some(({ id, hasScreen }) => id === participantId && hasScreen),
      );
    });
    await this.#waitForNewFrames();
    this.#record('everyone sees the shared screen', performance.now() - startedAt, 'ms', CONNECT_TIMEOUT_MS);
  }

  /** Lets everyone send a message, and waits until everyone has all messages. */
  async chat(): Promise<void> {
    const startedAt = performance.now();
    const expectedMessages = this.participants.map(({ user }) => `${user.name}: Hello from ${user.name}`);
    for (const participant of this.participants)
      await participant.sendChat(`Hello from ${participant.user.name}`);
    await this.#waitFor('everyone has all messages', async () => {
      const views = await Promise.all(this.participants.map((participant) => participant.readView()));
      return views.every(({ messages }) => expectedMessages.every((message) => messages.includes(message)));
    });
    this.#record('everyone has all messages', performance.now() - startedAt, 'ms', CONNECT_TIMEOUT_MS);
  }

  /**
   * Kills the gateway of the last participant. The participant must return with the same id, and the media must
   * continue meanwhile.
   */
  async killGateway(): Promise<void> {
    const { gateways } = this.#options.system;
    const lastIndex = this.participants.length - 1;
    const victim = this.participants[lastIndex] as CallDrillParticipant;
    const idsBefore = await this.#listIds();
    const framesBefore = await this.#countFrames();
    victim.moveTo(gateways[0]);
    const killedAt = Date.now();
    await gateways[lastIndex]?.kill();
    const returnedAt = await this.#waitFor('the participant is back', async () => {
      const { phases } = await victim.readView();
      const phasesSinceKill = phases.filter(({ at }) => at >= killedAt);
      const lastPhase = phasesSinceKill.at(-1);
      return lastPhase?.phase === 'in-call' ? lastPhase.at : null;
    });
    this.#record(
      'the participant is back after the gateway died',
      returnedAt - killedAt,
      'ms',
      MAX_RETURN_MS,
    );
    const framesAfter = await this.#countFrames();
    const newFrameCounts = framesAfter.map((frames, n) => frames - (framesBefore[n] ?? 0));
    this.figures.push({
      name: 'fewest new frames from one participant to another during the outage',
      value: Math.min(...newFrameCounts),
      unit: 'frames',
      isWithinLimit: newFrameCounts.every((count) => count > 0),
      limit: 'at least 1',
    });
    const idsAfter = await this.#listIds();
    const changedIdCount = idsAfter.filter((id) => !idsBefore.includes(id)).length;
    this.#record('participants whose id changed during the outage', changedIdCount, '', 0);
    await this.#waitForNewFrames();
  }

  /** Lets everyone leave, and checks that everyone's call has ended. */
  async leave(): Promise<void> {
    for (const participant of this.participants) await participant.leave();
    const views = await Promise.all(this.participants.map((participant) => participant.readView()));
    this.#record(
      'participants who are still in the call',
      views.filter(({ end }) => end !== 'left').length,
      '',
      0,
    );
  }

  #record(name: string, value: number, unit: string, limit: number): void {
    const limitText = `at most ${limit}${unit && ` ${unit}`}`;
    this.figures.push({ name, value, unit, isWithinLimit: value <= limit, limit: limitText });
  }

  async #listIds(): Promise<readonly (string | null)[]> {
    const views = await Promise.all(this.participants.map((participant) => participant.readView()));
    return views.map(({ participantId }) => participantId);
  }

  /** Returns the frame counts of all pairs of participants, in a fixed order. */
  async #countFrames(): Promise<readonly number[]> {
    const counts = await Promise.all(this.participants.map((participant) => participant.countFrames()));
    return counts.flatMap((framesById) =>
      Object.entries(framesById)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, frames]) => frames),
    );
  }

  /** Waits until everyone has decoded new frames of everyone else. */
  async #waitForNewFrames(): Promise<void> {
    const pairCount = this.participants.length * (this.participants.length - 1);
    const framesBefore = await this.#countFrames();
    await this.#waitFor('frames of everyone arrive everywhere', async () => {
      const frames = await this.#countFrames();
      return (
        frames.length === pairCount &&
        frames.every((count, n) => count >= (framesBefore[n] ?? 0) + MIN_FRAMES)
      );
    });
  }

  /** Waits like `eventually`. If the time runs out, the error says what every participant sees. */
  async #waitFor<T>(what: string, getAnswer: () => Promise<T>): Promise<Exclude<NonNullable<T>, false>> {
    try {
      return await eventually(what, getAnswer, CONNECT_TIMEOUT_MS);
    } catch (error) {
      const views = await Promise.all(this.participants.map((participant) => participant.readView()));
      throw new Error(`${(error as Error).message} The participants see: ${JSON.stringify(views)}`, {
        cause: error,
      });
    }
  }
}
