import type { RandomNumberSource } from './random.ts';

// cspell:disable
const SYLLABLES_BY_LANGUAGE: Readonly<Record<string, readonly string[]>> = {
  german: [
    'der',
    'ung',
    'sch',
    'ein',
    'ma',
    'tür',
    'wel',
    'kei',
    'gra',
    'ver',
    'lö',
    'ster',
    'haus',
    'ßen',
    'bau',
    'lich',
    'zu',
    'pfe',
    'ent',
    'kür',
  ],
  english: [
    'the',
    'ing',
    'er',
    'wor',
    'tion',
    'al',
    'home',
    'ment',
    'sch',
    'ool',
    'class',
    'tea',
    'ch',
    'book',
    'read',
    'ly',
    'mor',
    'ning',
    'les',
    'son',
  ],
  polish: [
    'łu',
    'kasz',
    'prze',
    'ści',
    'nie',
    'owa',
    'szko',
    'ła',
    'kla',
    'sa',
    'dzi',
    'eń',
    'zda',
    'nie',
    'mię',
    'czyn',
  ],
  russian: ['при', 'вет', 'шко', 'ла', 'урок', 'ов', 'дом', 'ние', 'ста', 'рая', 'кни', 'га', 'ёл', 'ход'],
  arabic: ['مدر', 'سة', 'كتا', 'ب', 'طال', 'معل', 'درس', 'يوم', 'سلا', 'محمد'],
};
const HAN_CHARACTERS =
  '的一是不了人我在有他这中大来上国个到说们为子和你地出道也时年得就那要下以生会自着去之过家学对可她里后';
const KANA_CHARACTERS =
  'あいうえおかきくけこさしすせそたちつてとなにぬねのはひふへほまみむめもやゆよらりるれろわをん';
// cspell:enable
/**
 * The languages of the generated words. Each language has an upper limit: a random number in [0, 1) selects the first
 * language with a limit above that number.
 */
const CUMULATIVE_LANGUAGE_SHARES: readonly (readonly [script: string, limit: number])[] = [
  ['polish', 0.05],
  ['russian', 0.1],
  ['arabic', 0.13],
  ['german', 0.45],
  ['english', 1],
];
const WORDS_PER_LANGUAGE = 12_000;
const HAN_MESSAGE_SHARE = 0.03;
const KANA_MESSAGE_SHARE = 0.02;
const MESSAGE_WITH_LINK_SHARE = 0.03;

/**
 * Writes messages of 1 to 14 words, and some messages of Chinese or Japanese characters. As in natural text, the nth
 * most frequent word occurs about 1/n times as often as the most frequent word.
 */
export class MessageWriter {
  readonly #random: RandomNumberSource;
  readonly #words = new Map<string, readonly string[]>();

  constructor(random: RandomNumberSource) {
    this.#random = random;
    for (const [script, syllables] of Object.entries(SYLLABLES_BY_LANGUAGE))
      this.#words.set(script, this.#coin(syllables));
  }

  write(): string {
    const randomShare = this.#random();
    if (randomShare < HAN_MESSAGE_SHARE) return this.#characters(HAN_CHARACTERS);
    if (randomShare < HAN_MESSAGE_SHARE + KANA_MESSAGE_SHARE) return this.#characters(KANA_CHARACTERS);
    const randomLanguageShare = this.#random();
    const [script = 'english'] =
      CUMULATIVE_LANGUAGE_SHARES.find(([, limit]) => randomLanguageShare < limit) ?? [];
    const languageWords = this.#words.get(script) ?? [];
    const wordCount = 1 + Math.floor(14 * this.#random() ** 1.5);
    const messageText = Array.from(
      { length: wordCount },
      () => languageWords[this.#rank(languageWords.length)],
    ).join(' ');
    return this.#random() < MESSAGE_WITH_LINK_SHARE
      ? `${messageText}: https://school.example/${languageWords[this.#rank(languageWords.length)]}`
      : messageText;
  }

  #rank(size: number): number {
    return Math.min(size - 1, Math.floor(size ** this.#random()) - 1);
  }

  #characters(alphabet: string): string {
    const characterCount = 2 + Math.floor(25 * this.#random());
    return Array.from(
      { length: characterCount },
      () => alphabet[Math.floor(alphabet.length * this.#random() ** 2)],
    ).join('');
  }

  /**
   * Makes up distinct words from the syllables. The list begins with short words, because the words at its beginning
   * are used most often.
   */
  #coin(syllables: readonly string[]): readonly string[] {
    const distinctWords = new Set<string>();
    while (distinctWords.size < WORDS_PER_LANGUAGE) {
      let word = '';
      do word += syllables[Math.floor(syllables.length * this.#random())];
      while (distinctWords.has(word) || this.#random() < (2 * distinctWords.size) / (3 * WORDS_PER_LANGUAGE));
      distinctWords.add(word);
    }
    return [...distinctWords];
  }
}
