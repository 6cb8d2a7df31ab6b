/** A rename, an edit, or a deletion. Once the server has acknowledged a change, the room's log must contain it. */
export type RoomOrMessageChange =
  | { readonly type: 'renamed'; readonly name: string }
  | { readonly type: 'edited'; readonly messageId: string; readonly content: string }
  | { readonly type: 'deleted'; readonly messageId: string };

/** Describes a change as text. A request and the log event that it caused have the same description. */
export function describeChange(change: RoomOrMessageChange): string {
  switch (change.type) {
    case 'renamed':
      return `renamed to ${change.name}`;
    case 'edited':
      return `edited ${change.messageId} to ${change.content}`;
    case 'deleted':
      return `deleted ${change.messageId}`;
    default:
      return change satisfies never;
  }
}
