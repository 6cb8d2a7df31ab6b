import { type Draft, EMPTY_DRAFT } from './draft.ts';

/** Parses a stored draft. Returns an empty draft if the stored text is missing or invalid. */
export function parseDraft(text: string | null): Draft {
  try {
    const storedDraft = JSON.parse(text ?? '{}') as Partial<Draft>;
    const completedDraft = { ...EMPTY_DRAFT, ...storedDraft };
    return isValidDraft(completedDraft) ? completedDraft : EMPTY_DRAFT;
  } catch {
    return EMPTY_DRAFT;
  }
}

/**
 * Returns whether every text in a parsed draft is a string. May throw an error instead of returning false if the draft
 * does not have the expected structure.
 */
function isValidDraft({ text, replyTo, rewrites, editing, edits }: Draft): boolean {
  const textsToValidate: unknown[] = [text];
  if (replyTo !== null) textsToValidate.push(replyTo.id, replyTo.sender_name, replyTo.excerpt ?? '');
  for (const edit of Object.values(edits))
    textsToValidate.push(edit.text, edit.message.id, edit.message.content ?? '');
  textsToValidate.push(rewrites ?? '', editing ?? '');
  return textsToValidate.every((value) => typeof value === 'string');
}
