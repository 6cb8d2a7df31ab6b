/** The size of a generated school. */
export interface SchoolScale {
  readonly people: number;
  readonly messages: number;
  /** The rooms of the person who searches. One of them is the large room. */
  readonly ownRooms: number;
  /** The rooms of other people. */
  readonly otherRooms: number;
  /** The members of the large room, which holds a quarter of all messages. */
  readonly largeRoomMembers: number;
  readonly seed: number;
}

/** A generated school, as far as its users need to know it. */
export interface School {
  /** A person in all own rooms who has read nine tenths of each. */
  readonly searcherId: string;
  readonly largeRoomId: string;
  /** The id of the newest message of the large room. */
  readonly newestMessageId: string;
}

/** The school of issue-sized promises: 20,000 people and 2,000,000 messages. */
export const LARGE_SCHOOL: SchoolScale = {
  people: 20_000,
  messages: 2_000_000,
  ownRooms: 500,
  otherRooms: 5_000,
  largeRoomMembers: 5_000,
  seed: 1,
};

/** Small enough for a test, and large enough that the planner would choose wrong plans if it could. */
export const SMALL_SCHOOL: SchoolScale = {
  people: 500,
  messages: 100_000,
  ownRooms: 60,
  otherRooms: 200,
  largeRoomMembers: 300,
  seed: 1,
};
