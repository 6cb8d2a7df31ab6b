import { setTimeout as sleep } from 'node:timers/promises';
import { NEXT_VERSION_KIND } from '@kcs/bundle-service';
import { type ChatSystem, eventually, type ServiceProcess, type TestContext } from '@kcs/testkit';
import { CrowdInThread } from '../load/crowd-in-thread.ts';
import type { Reconnect, ResumingMember } from '../load/resuming-client.ts';
import { type CrowdReport, ResumingCrowd } from '../load/resuming-crowd.ts';
import { SteadyLoad } from '../load/steady-load.ts';
import { fillCrowd } from '../school/fill-crowd.ts';
import type { ScalePhase, ScaleTotals } from './scale-report.ts';

interface ScaleRunOptions {
  readonly system: ChatSystem;
  readonly clients: number;
  readonly roomSize: number;
  readonly probesPerRoom: number;
  readonly messagesPerSecond: number;
  /** The number of this crowd, if one database contains several. Default: 0. */
  readonly crowdNumber?: number;
  readonly signal: AbortSignal;
  say(line: string): void;
}

const POLL_PAUSE_MS = 200;
const JOIN_TIMEOUT_MS = 120_000;
const SETTLE_TIMEOUT_MS = 30_000;
/**
 * An event that is written with SQL is not published until a sweep finds it, after 2 s. Meanwhile, each later
 * message of its room waits for a repair. With one such event every 2 s, fewer than 1% of all messages have
 * to wait.
 */
const NEW_KIND_PAUSE_MS = 2_000;
const PROBE_CONNECTS_PER_SECOND = 100;

/**
 * A crowd under a steady load of messages, and what it notices in each phase. A few clients of each room are probes, which
 * measure how old messages are when they arrive. The other clients live in a thread of their own, so that their work
 * does not count as age.
 */
export class ScaleRun {
  readonly #options: ScaleRunOptions;
  readonly #probes: ResumingCrowd;
  readonly #crowd: CrowdInThread;
  readonly #load: SteadyLoad;
  readonly #roomIds: readonly string[];
  readonly #probeCount: number;
  readonly #phases: ScalePhase[] = [];
  readonly #badExits: string[] = [];
  /** The latest report of all clients together, without its list of reconnects. */
  #report: CrowdReport = NO_REPORT;
  #ages: number[] = [];
  #reconnects: Reconnect[] = [];
  #connectingCount = 0;
  #newKindCount = 0;
  #newKindLoop: Promise<void> | undefined;
  #isFinished = false;

  private constructor(options: ScaleRunOptions, members: readonly ResumingMember[], crowd: CrowdInThread) {
    const { system, roomSize, messagesPerSecond } = options;
    const probeMembers = selectProbes(members, options);
    this.#options = options;
    this.#crowd = crowd;
    this.#probeCount = probeMembers.length;
    this.#roomIds = [...new Set(probeMembers.map(({ roomId }) => roomId))];
    this.#probes = new ResumingCrowd({
      members: probeMembers,
      socketsUrl: system.socketUrl,
      onMessage: (content) => this.#ages.push(SteadyLoad.readAgeMs(content) ?? 0),
    });
    // Neighbors in the crowd share a room. Order the senders so that successive messages go to different
    // rooms.
    const senders = Array.from({ length: roomSize }, (_, n) =>
      members.filter((_member, at) => at % roomSize === n),
    ).flat();
    this.#load = new SteadyLoad({ apiUrl: system.frontDoor, senders, messagesPerSecond });
  }

  /** Stores the crowd in the database, and starts to send messages. No client is connected yet. */
  static async start(t: TestContext, options: ScaleRunOptions): Promise<ScaleRun> {
    const { system, clients, roomSize, crowdNumber = 0 } = options;
    const crowdScale = { people: clients, roomSizes: [roomSize], crowdNumber };
    const generated = await fillCrowd(system.database.url, crowdScale);
    const members = await Promise.all(
      generated.members.map(async (member) => ({
        ...member,
        roomId: member.roomIds[0] as string,
        token: await system.issueToken(member),
      })),
    );
    const probeMembers = new Set(selectProbes(members, options));
    const crowd = await CrowdInThread.start(t, {
      members: members.filter((member) => !probeMembers.has(member)),
      socketsUrl: system.socketUrl,
    });
    const run = new ScaleRun(options, members, crowd);
    t.teardown(() => run.#stop());
    return run;
  }

  /** The number of clients that have not been told to connect yet, without the probes. */
  get waitingCount(): number {
    return this.#options.clients - this.#probeCount - this.#connectingCount;
  }

  /** Connects the probes, and waits until they have joined. */
  async connectProbes(): Promise<void> {
    await this.#probes.startToConnect(0, this.#probeCount, PROBE_CONNECTS_PER_SECOND);
    await this.waitUntilJoined();
  }

  /** Connects the next clients at a fixed rate, and waits until all of them have joined. */
  async connect(count: number, perSecond: number): Promise<void> {
    const from = this.#connectingCount;
    this.#connectingCount += count;
    await this.#crowd.startToConnect(from, from + count, perSecond);
    await this.waitUntilJoined();
  }

  async waitUntilJoined(): Promise<void> {
    const expectedJoinedCount = this.#probeCount + this.#connectingCount;
    await eventually(
      'every client is connected and has joined its room',
      async () => {
        this.#options.signal.throwIfAborted();
        await sleep(POLL_PAUSE_MS);
        await this.#updateReport();
        return this.#report.joined;
      },
      { until: (joined) => joined === expectedJoinedCount, timeoutMs: JOIN_TIMEOUT_MS },
    );
  }

  /** Runs a phase, and returns what the clients noticed meanwhile. */
  async runPhase(name: string, run: () => Promise<unknown>): Promise<ScalePhase> {
    this.#options.signal.throwIfAborted();
    await this.#updateReport();
    const failedBefore = this.#report.failedAttempts;
    this.#ages = [];
    this.#reconnects = [];
    const startedAt = performance.now();
    await run();
    await this.#updateReport();
    const phase = {
      name,
      seconds: (performance.now() - startedAt) / 1_000,
      agesMs: this.#ages,
      reconnects: this.#reconnects,
      failedAttempts: this.#report.failedAttempts - failedBefore,
    };
    this.#phases.push(phase);
    this.#options.say(`  ${name}: ${Math.round(phase.seconds)} s, ${phase.reconnects.length} reconnects`);
    return phase;
  }

  /** Stops a service process, which must exit with 0. */
  async stop(service: ServiceProcess): Promise<void> {
    const code = await service.stop();
    if (code !== 0) this.#badExits.push(`${service.name} exited with ${code}`);
  }

  /** Stops a service process, and starts another program in its place. Default: the same program. */
  async replace(service: ServiceProcess, program?: string): Promise<void> {
    await this.stop(service);
    await service.start(program === undefined ? {} : { program });
  }

  /** Begins to append events of a kind that only the next version knows, one at a time, to one room after the other. */
  startNewKind(): void {
    this.#newKindLoop = this.#appendNewKind();
  }

  /** Stops the load, waits until all events are delivered, and returns the totals. */
  async finish(): Promise<{ readonly phases: readonly ScalePhase[]; readonly totals: ScaleTotals }> {
    const { system } = this.#options;
    this.#isFinished = true;
    await Promise.all([this.#load.stop(), this.#newKindLoop]);
    const { rows } = await system.database.query('SELECT id, last_seq FROM rooms WHERE id = ANY ($1)', [
      this.#roomIds,
    ]);
    const heads = new Map(rows.map(({ id, last_seq: head }) => [id as string, Number(head)]));
    const countMissing = async () =>
      this.#probes.countMissing(heads) + (await this.#crowd.countMissing(heads));
    await eventually('every client has received every event', countMissing, {
      until: (missing) => missing === 0,
      timeoutMs: SETTLE_TIMEOUT_MS,
    }).catch(() => {});
    await this.#updateReport();
    const deadLetterRows = await system.database.query('SELECT count(*) AS count FROM dead_letters');
    return {
      phases: this.#phases,
      totals: {
        clients: this.#probeCount + this.#connectingCount,
        acknowledged: this.#load.acknowledgedCount,
        unacknowledged: this.#load.failedCount,
        repeatedSends: this.#load.repeatedSendCount,
        newKindEvents: this.#newKindCount,
        lost: await countMissing(),
        repeated: this.#report.repeated,
        outOfOrder: this.#report.outOfOrder,
        resyncs: this.#report.resyncs,
        stranded: this.#probeCount + this.#connectingCount - this.#report.joined,
        deadLetters: Number(deadLetterRows.rows[0]?.count),
        badExits: this.#badExits,
      },
    };
  }

  async #appendNewKind(): Promise<void> {
    while (!this.#isFinished) {
      const roomId = this.#roomIds[this.#newKindCount % this.#roomIds.length];
      await this.#options.system.database.query(
        `SELECT append_room_event(r.id, $2, NULL, '{"color":"blue"}', clock_timestamp(), true)
         FROM (SELECT id FROM rooms WHERE id = $1 FOR UPDATE) r`,
        [roomId, NEXT_VERSION_KIND],
      );
      this.#newKindCount += 1;
      await sleep(NEW_KIND_PAUSE_MS);
    }
  }

  async #updateReport(): Promise<void> {
    const reports = [this.#probes.report(), await this.#crowd.report()];
    const sum = (read: (report: CrowdReport) => number) =>
      reports.reduce((total, one) => total + read(one), 0);
    this.#reconnects.push(...reports.flatMap(({ reconnects }) => reconnects));
    this.#report = {
      joined: sum(({ joined }) => joined),
      failedAttempts: sum(({ failedAttempts }) => failedAttempts),
      repeated: sum(({ repeated }) => repeated),
      outOfOrder: sum(({ outOfOrder }) => outOfOrder),
      resyncs: sum(({ resyncs }) => resyncs),
      reconnects: [],
    };
  }

  async #stop(): Promise<void> {
    this.#isFinished = true;
    this.#probes.disconnect();
    await Promise.all([this.#crowd.disconnect(), this.#load.stop(), this.#newKindLoop]);
  }
}

const NO_REPORT: CrowdReport = {
  joined: 0,
  failedAttempts: 0,
  repeated: 0,
  outOfOrder: 0,
  resyncs: 0,
  reconnects: [],
};

/** Returns the first members of each room. */
const selectProbes = (
  members: readonly ResumingMember[],
  { roomSize, probesPerRoom }: Pick<ScaleRunOptions, 'roomSize' | 'probesPerRoom'>,
): ResumingMember[] => members.filter((_, n) => n % roomSize < probesPerRoom);
