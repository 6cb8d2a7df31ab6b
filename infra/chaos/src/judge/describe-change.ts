/** A change that the log must contain after a client received a successful response for it. */
export type Change =
  | { readonly type: 'renamed'; readonly name: string }
  | { readonly type: 'edited'; readonly messageId: string; readonly content: string }
  | { readonly type: 'deleted'; readonly messageId: string };

/** Returns a text that is the same for a request and for the event in the log that the request caused. */
export function describeChange(change: Change): string {
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
