import { remembered } from './remembered.js';
import { inReadersRegion } from './language.js';

/** The length of a day, in milliseconds. */
const dayLength = 86_400_000;

/** Formats times and days in one language. `Intl` formats are slow to create, so they are created once. */
export class Calendar {
  /** The language, in the reader's region. */
  #locale: string;
  #time: Intl.DateTimeFormat;
  #day: Intl.DateTimeFormat;
  #dayOfYear: Intl.DateTimeFormat;
  #relative: Intl.RelativeTimeFormat;
  /** The day's name for each quarter of an hour: there are hundreds of messages, but few days. */
  #days = new Map<number, string>();
  /** The time of day for each minute with a message. */
  #times = new Map<number, string>();
  /** The quarter of an hour in which these names were made: they include "today" and "yesterday". */
  #now = 0;

  /** @param language a valid BCP 47 tag */
  constructor(language: string) {
    const locale = (this.#locale = inReadersRegion(language, navigator.languages));
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
    this.#dayOfYear = new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric' });
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  }

  time(milliseconds: number): string {
    const minute = Math.floor(milliseconds / 60_000);
    return remembered(this.#times, minute, () => this.#time.format(dateOf(milliseconds)));
  }

  /** @param present the present time, in milliseconds since 1970 */
  day(milliseconds: number, present: number): string {
    const now = quarterOf(present);
    if (now !== this.#now) this.#days.clear();
    this.#now = now;
    return remembered(this.#days, quarterOf(milliseconds), () =>
      this.#nameOf(dateOf(milliseconds), new Date(present)),
    );
  }

  /** For the attribute `datetime`. */
  isoTime(milliseconds: number): string {
    return dateOf(milliseconds).toISOString();
  }

  #nameOf(date: Date, now: Date): string {
    // Rounded, because days of a clock change have another length.
    const ago = Math.round((midnight(now) - midnight(date)) / dayLength);
    if (ago === 0 || ago === 1) {
      const [first = '', ...rest] = this.#relative.format(-ago, 'day');
      return first.toLocaleUpperCase(this.#locale) + rest.join('');
    }
    const isThisYear = date.getFullYear() === now.getFullYear();
    return (isThisYear ? this.#dayOfYear : this.#day).format(date);
  }
}

/** In no time zone does the date change within a quarter of an hour. */
function quarterOf(milliseconds: number): number {
  return Math.floor(milliseconds / 900_000);
}

function midnight(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0);
}

/** A relay may send any number as a time. An invalid one is shown as 1 January 1970. */
function dateOf(milliseconds: number): Date {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
