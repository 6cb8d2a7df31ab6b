import type { Message } from '@kcs/contracts';

/** What the message field is for: a new message, an answer to one, or changing one's own. */
export type ComposerMode =
  | { kind: 'new' }
  | { kind: 'reply'; message: Message }
  | { kind: 'edit'; message: Message };
