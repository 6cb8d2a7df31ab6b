/**
 * A password that is a run from one of these sequences, forward or backward, is easy to guess. The sequences wrap
 * around.
 */
const EASY_SEQUENCES = ['0123456789', '1234567890', 'abcdefghijklmnopqrstuvwxyz'];

/** Returns whether the text is one character repeated, or a run from one of the easy sequences in either direction. */
export function isPartOfEasySequence(text: string): boolean {
  if (new Set(text).size === 1) return true;
  const reversedText = [...text].reverse().join('');
  return EASY_SEQUENCES.some((sequence) => {
    const repeatedSequence = sequence.repeat(Math.ceil(text.length / sequence.length) + 1);
    return repeatedSequence.includes(text) || repeatedSequence.includes(reversedText);
  });
}
