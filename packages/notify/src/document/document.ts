/*
 * These types are written by hand, so that programs can use this package without our other packages. A test compares
 * them with the schemas in @kcs/contracts.
 */

/** How soon a person should see a notification. */
export type Urgency = 'low' | 'normal' | 'high';

/** The type of a user. */
export type UserType = 'Student' | 'Teacher' | 'Parent' | 'Staff' | 'Admin';

/** The people whom a notification addresses: one person, the members of a room, or all users of a type. */
export type NotificationTarget =
  /** A user, by the id in KCS Chat (`user_…`). */
  | { readonly user_id: string }
  /** A user, by the issuer and the subject of the user's tokens. */
  | { readonly issuer: string; readonly subject: string }
  /** A user who logs in to KCS Chat with this email address and a password. */
  | { readonly email: string }
  /** The members of a room (`room_…`). */
  | { readonly room_id: string }
  /** All users of a type. */
  | { readonly user_type: UserType };

/** A notification for people. Each addressed person receives it once, even if several targets match. */
export interface NotificationDocument {
  /**
   * The id of the notification: 1 to 200 characters, but neither `.` nor `..`. For 30 days, a second document with the
   * same id is accepted, but not delivered again. Use an id that identifies the occasion, such as `homework-17-due`.
   * Without an id, the publisher generates one. Then only the publisher's own retries are recognized as repeats.
   */
  readonly id?: string;
  /** What the notification is about, such as `homework_due`. */
  readonly type: string;
  /** One line of at most 200 characters. */
  readonly title?: string;
  /** At most 2,000 characters. */
  readonly body?: string;
  /** Data for clients: at most 8 KiB as JSON. */
  readonly data?: Readonly<Record<string, unknown>>;
  /**
   * What a click on the notification opens: an `https:` address, or a path on the host of KCS Chat that begins with
   * exactly one slash. `/#/rooms/room_…` opens a room.
   */
  readonly url?: string;
  /** Default: `normal`. */
  readonly urgency?: Urgency;
  /** 1 to 100 targets. */
  readonly to: readonly NotificationTarget[];
}

/** One invalid field of a document: its path as a JSON pointer, such as `/to/0/email`, and what is wrong with it. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}
