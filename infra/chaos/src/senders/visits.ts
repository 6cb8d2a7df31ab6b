import { setTimeout as sleep } from 'node:timers/promises';
import type { Guest } from '../clients/guest.ts';
import type { Ledger } from '../judge/ledger.ts';
import type { RandomGenerator } from '../plan/random.ts';
import type { ChatRoom } from '../school/school.ts';
import { requestUntilSettled } from './request-until-settled.ts';

export interface VisitLoadOptions {
  readonly guests: readonly Guest[];
  readonly rooms: readonly ChatRoom[];
  readonly random: RandomGenerator;
  readonly ledger: Ledger;
}

/** The maximum time that a guest remains a member. The actual time is random. */
const MAX_GUEST_STAY_MS = 3_000;
/**
 * How long a guest waits after being removed from a room. If an event of that room arrives during this pause, that is a
 * breach.
 */
const VISIT_PAUSE_MS = 500;
/** The maximum time that `stop` waits for all guests to be removed. */
const STOP_TIMEOUT_MS = 60_000;

/** Adds each guest to a random room and removes the guest again, over and over. */
export class VisitLoad {
  readonly #options: VisitLoadOptions;
  readonly #running: Promise<unknown>;
  #stopped = false;
  #giveUpAt = Number.POSITIVE_INFINITY;
  #finished = 0;

  constructor(options: VisitLoadOptions) {
    this.#options = options;
    this.#running = Promise.all(options.guests.map((guest) => this.#visitRepeatedly(guest)));
  }

  /** The number of visits that have ended with a successful removal. */
  get finished(): number {
    return this.#finished;
  }

  /** Starts no further visits. Resolves once every guest has been removed from its current room. */
  async stop(): Promise<void> {
    this.#stopped = true;
    this.#giveUpAt = performance.now() + STOP_TIMEOUT_MS;
    await this.#running;
  }

  async #visitRepeatedly(guest: Guest): Promise<void> {
    const { rooms, random } = this.#options;
    while (!this.#stopped) {
      await this.#visit(guest, random.pick(rooms), random.next() * MAX_GUEST_STAY_MS);
      await sleep(VISIT_PAUSE_MS);
    }
  }

  async #visit(guest: Guest, { id, members }: ChatRoom, stayMs: number): Promise<void> {
    const { ledger } = this.#options;
    const [owner] = members;
    if (!owner) return;
    const shouldGiveUp = () => performance.now() > this.#giveUpAt;
    const membersPath = `/chat/rooms/${id}/members`;
    const addMemberResponse = await requestUntilSettled(
      owner,
      ['POST', membersPath, { user_ids: [guest.user.id] }],
      shouldGiveUp,
    );
    if (!addMemberResponse || addMemberResponse.status >= 400)
      ledger.note(`A guest was not added: ${addMemberResponse?.status ?? 'no response'}`);
    guest.visit(id);
    await sleep(stayMs);
    const removeMemberResponse = await requestUntilSettled(
      owner,
      ['DELETE', `${membersPath}/${guest.user.id}`],
      shouldGiveUp,
    );
    guest.leave();
    if (removeMemberResponse?.status === 200) this.#finished += 1;
  }
}
