import type { Locale } from './locales/en.js';

/** Texts of the page's own, which replace those of the locale. */
export type Strings = { readonly [Key in keyof Locale]?: Locale[Key] | string };

type Value = string | number | readonly string[];

/** Unicode's isolates, around a name whose direction may differ. The style sheet sets the direction of whole sentences. */
const isolate = '\u2068';
const end = '\u2069';
/** Letters of scripts that are written from right to left, Adlam included. */
const rtl = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The texts in one language. `Intl` formats are slow to create, so each is created once, when it is first needed. */
export class Words {
  /** The BCP 47 tag of the language. */
  readonly language: string;
  #sources: readonly (Strings | undefined)[];
  #isRtl: boolean;
  #number: Intl.NumberFormat | undefined;
  #plural: Intl.PluralRules | undefined;
  #list: Intl.ListFormat | undefined;

  /**
   * @param sources the locales in which a text is looked up, in this order
   * @param isRtl whether the language is written from right to left
   */
  constructor(sources: readonly (Strings | undefined)[], language: string, isRtl: boolean) {
    this.#sources = sources;
    this.language = language;
    this.#isRtl = isRtl;
  }

  /** The text of a key, with values in place of its `{…}`. The value `count` chooses the plural form. */
  text(key: keyof Locale, values: Record<string, Value> = {}): string {
    return this.#find(key, values).replace(/\{(\w+)\}/g, (place, name: string) => {
      const value = values[name];
      return value === undefined ? place : this.#format(value);
    });
  }

  /** The name of an author. It is absent for the relay itself, and empty for an erased person. */
  author(username: string | undefined): string {
    return username || this.text(username === '' ? 'deletedPerson' : 'server');
  }

  /** The sentence for an error code. */
  problem(code: string): string {
    return this.text(`problem.${code}` as 'problem') || this.text('problem');
  }

  /** Why a message was not sent. @param error the code of the error; one that is held waits, and is not lost */
  failed(error: string | undefined): string {
    if (error === undefined || error === 'unconfirmed') return this.text(error ?? 'failed');
    const problem = this.problem(error);
    return error === 'held' ? problem : this.text('failedBecause', { problem });
  }

  number(count: number): string {
    return (this.#number ??= new Intl.NumberFormat(this.language)).format(count);
  }

  /** Names, joined as in a sentence. */
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
      // A locale of the page's own may hold values of any type.
      if (form && typeof form === 'string') return form;
    }
    return '';
  }

  #format(value: Value): string {
    if (typeof value === 'number') return this.number(value);
    if (typeof value === 'string') return this.#isolate(value);
    return this.list(value);
  }

  /** Without isolates, a name in letters of the other direction would reorder the text beside it. */
  #isolate(name: string): string {
    return this.#isRtl || rtl.test(name) ? isolate + name + end : name;
  }
}
