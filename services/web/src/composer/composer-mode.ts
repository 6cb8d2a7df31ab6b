import type { Message } from '@kcs/contracts';

/** The purpose of the message field: a new message, a reply, or an edit of one of the user's own messages. */
export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message };
