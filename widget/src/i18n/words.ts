import type { Locale } from './locales/en.js';

/** What a page would rather have said. */
export type Strings = { readonly [Key in keyof Locale]?: Locale[Key] | string };

type Value = string | number | readonly string[];

/** Around text that has a direction of its own. The style sheet sees to that of whole sentences. */
const isolate = '\u2068';
const end = '\u2069';
/** Letters that run from right to left, Adlam and its like included. */
const rtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** What is said, in one language. Making the formats is slow, so they are made once, and only when they are needed. */
export class Words {
  /** The BCP 47 tag of the language. */
  readonly language: string;
  #sources: readonly (Strings | undefined)[];
  #isRtl: boolean;
  #number: Intl.NumberFormat | undefined;
  #plural: Intl.PluralRules | undefined;
  #list: Intl.ListFormat | undefined;

  /**
   * @param sources where a word is looked for, in this order
   * @param isRtl whether the language is written from right to left
   */
  constructor(sources: readonly (Strings | undefined)[], language: string, isRtl: boolean) {
    this.#sources = sources;
    this.language = language;
    this.#isRtl = isRtl;
  }

  /** A text, with these values in its places. Of a plural, `count` decides. */
  say(key: keyof Locale, values: Record<string, Value> = {}): string {
    return this.#find(key, values).replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      return value === undefined ? place : this.#format(value);
    });
  }

  /** What is wrong, by the code of the error. */
  problem(code: string): string {
    return this.say(`problem.${code}` as 'problem') || this.say('problem');
  }

  number(count: number): string {
    return (this.#number ??= new Intl.NumberFormat(this.language)).format(count);
  }

  /** Names, as in a sentence. */
  list(names: readonly string[]): string {
    this.#list ??= new Intl.ListFormat(this.language);
    return this.#list.format(names.map((name) => this.#isolate(name)));
  }

  #find(key: keyof Locale, { count }: Record<string, Value>): string {
    for (const source of this.#sources) {
      const found = source?.[key];
      const form =
        typeof found === 'string'
          ? found
          : (found?.[(this.#plural ??= new Intl.PluralRules(this.language)).select(Number(count))] ??
            found?.other);
      // What a page brings may be anything.
      if (form && typeof form === 'string') return form;
    }
    return '';
  }

  #format(value: Value): string {
    if (typeof value === 'number') return this.number(value);
    if (typeof value === 'string') return this.#isolate(value);
    return this.list(value);
  }

  /** A name in letters of the other direction would turn around what stands beside it. */
  #isolate(name: string): string {
    return this.#isRtl || rtl.test(name) ? isolate + name + end : name;
  }
}
