/**
 * Scripts in which a name can be followed by other words or particles without a space. A letter from these scripts
 * directly after a mentioned name does not make the name longer. Directly before an `@`, such a letter does not make
 * the text an email address.
 */
export const SCRIPTS_WITHOUT_SPACES =
  '\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}\\p{Script=Lao}\\p{Script=Khmer}\\p{Script=Myanmar}';
