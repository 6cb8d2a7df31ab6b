export interface SchoolScale {
  readonly people: number;
  readonly messages: number;
  /** The number of rooms that the searcher belongs to, including the large room. */
  readonly ownRooms: number;
  /** The number of rooms that the searcher does not belong to. */
  readonly otherRooms: number;
  /** The number of members of the large room, which holds a quarter of all messages. */
  readonly largeRoomMembers: number;
  readonly seed: number;
}

/** What drills and tests need to know about a generated school. */
export interface School {
  /** The id of the searcher, who is a member of `ownRooms` rooms and has read nine tenths of each. */
  readonly searcherId: string;
  readonly largeRoomId: string;
  /** The id of the newest message in the large room. */
  readonly newestMessageId: string;
}

/** The size for which search times are documented: 20,000 people and 2,000,000 messages. */
export const LARGE_SCHOOL: SchoolScale = {
  people: 20_000,
  messages: 2_000_000,
  ownRooms: 500,
  otherRooms: 5_000,
  largeRoomMembers: 5_000,
  seed: 1,
};

/**
 * A size that is small enough for a test. A badly written query still stands out, because PostgreSQL already chooses a
 * slow plan for it.
 */
export const SMALL_SCHOOL: SchoolScale = {
  people: 500,
  messages: 100_000,
  ownRooms: 60,
  otherRooms: 200,
  largeRoomMembers: 300,
  seed: 1,
};
