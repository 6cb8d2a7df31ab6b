import type { Message } from '@kcs/contracts';

/** What the user writes in the message field: a new message, a reply, or an edit of one of their own messages. */
export type ComposerMode =
  | { readonly kind: 'new' }
  | { readonly kind: 'reply'; readonly message: Message }
  | { readonly kind: 'edit'; readonly message: Message };
