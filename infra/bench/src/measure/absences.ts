/**
 * A period without any connection. The times are in milliseconds since 1970. `to` is undefined while the absence lasts.
 */
export interface Absence {
  readonly from: number;
  readonly to: number | undefined;
}

/** A published change of a person's presence. */
export interface PublishedPresence {
  readonly userId: string;
  readonly isOnline: boolean;
  readonly status: string;
  readonly roomIds: readonly string[];
  /** The time of the change on the clock of Redis, in milliseconds since 1970. */
  readonly at: number;
}

/** How long the system may take to notice that a connection was closed or opened. */
const REPORT_DELAY_MS = 1_500;

/** Returns the times when no tab of a person was connected. Takes one list of absences for each tab. */
export function intersectAbsences(tabs: readonly (readonly Absence[])[]): Absence[] {
  const [first = [], ...others] = tabs;
  return others.reduce<readonly Absence[]>(
    (shared, absences) =>
      shared.flatMap((one) =>
        absences.flatMap((other) => {
          const from = Math.max(one.from, other.from);
          const to = Math.min(one.to ?? Infinity, other.to ?? Infinity);
          return from < to ? [{ from, to: to === Infinity ? undefined : to }] : [];
        }),
      ),
    first,
  ) as Absence[];
}

/** Returns the shortest absence that may become visible, for connections that the gateway closes itself. */
export const getShortestVisibleMs = (graceMs: number): number => graceMs - REPORT_DELAY_MS;

/**
 * Returns one sentence for each `offline` that should not have been published, because the person was connected or came
 * back after less than `shortestVisibleMs`.
 */
export function findFlickers(
  published: readonly PublishedPresence[],
  absencesByUserId: ReadonlyMap<string, readonly Absence[]>,
  shortestVisibleMs: number,
): string[] {
  return published
    .filter(({ isOnline }) => !isOnline)
    .flatMap(({ userId, at }) => {
      const absences = absencesByUserId.get(userId) ?? [];
      const absence = absences.findLast(({ from }) => from <= at);
      const text = `${userId} was published as offline at ${new Date(at).toISOString()}`;
      if (!absence || at > (absence.to ?? Infinity) + REPORT_DELAY_MS) return [`${text}, but was connected`];
      const absentMs = (absence.to ?? Infinity) - absence.from;
      return absentMs < shortestVisibleMs ? [`${text}, but came back after ${absentMs} ms`] : [];
    });
}

/** Returns the shortest time between two published changes of one person; `Infinity` if nobody changed twice. */
export function findShortestInterval(published: readonly PublishedPresence[]): number {
  const lastAt = new Map<string, number>();
  let shortest = Number.POSITIVE_INFINITY;
  for (const { userId, at } of published) {
    shortest = Math.min(shortest, at - (lastAt.get(userId) ?? Number.NEGATIVE_INFINITY));
    lastAt.set(userId, at);
  }
  return shortest;
}
