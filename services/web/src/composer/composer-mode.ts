import type { Message } from '@kcs/contracts';

/** What the message field writes: a new message, a reply, or a change of one of the user's own messages. */
export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message };
