// Undefined in browsers without `Intl.Segmenter`, such as Firefox before version 125.
const graphemeSegmenter = 'Segmenter' in Intl ? new Intl.Segmenter() : undefined;

/**
 * Splits a text into graphemes, which are what people perceive as single characters. Without `Intl.Segmenter`, splits
 * the text into code points.
 */
export const splitGraphemes = (text: string): readonly string[] =>
  graphemeSegmenter ? Array.from(graphemeSegmenter.segment(text), ({ segment }) => segment) : [...text];
