import { LIMITS } from '@kcs/contracts';

/** The message length, in characters, above which the character counter appears. */
const CHARACTER_COUNTER_THRESHOLD = LIMITS.CONTENT_CODE_POINTS - 500;

export function CharacterCount({ text }: { readonly text: string }) {
  // Count the code points only if `text.length` is above the threshold, because counting is slow and a text never has
  // more code points than UTF-16 code units.
  const codePointCount = text.length > CHARACTER_COUNTER_THRESHOLD ? [...text].length : 0;
  if (codePointCount === 0) return null;
  return (
    <p
      className={`composer-count ${codePointCount > LIMITS.CONTENT_CODE_POINTS ? 'composer-count-over' : ''}`}
    >
      {codePointCount} of {LIMITS.CONTENT_CODE_POINTS}
    </p>
  );
}
