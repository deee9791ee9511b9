import { remembered } from './remembered.js';
import { inReadersRegion } from './language.js';

/** The length of a day, in milliseconds. */
const dayLength = 86_400_000;

/** By the language, for all chats of the page: `Intl` formats are slow to create. */
const calendars = new Map<string, Calendar>();

/** @param language a valid BCP 47 tag */
export function calendarFor(language: string): Calendar {
  const locale = inReadersRegion(language, navigator.languages);
  return remembered(calendars, locale, () => new Calendar(locale));
}

/** Formats times and days in one language. Each format is created once, when it is first needed. */
export class Calendar {
  #locale: string;
  #time: Intl.DateTimeFormat | undefined;
  #day: Intl.DateTimeFormat | undefined;
  #dayOfYear: Intl.DateTimeFormat | undefined;
  #relative: Intl.RelativeTimeFormat | undefined;
  /** The day's name for each quarter of an hour: there are hundreds of messages, but few days. */
  #days = new Map<number, string>();
  /** The time of day for each minute with a message. */
  #times = new Map<number, string>();
  /** The quarter of an hour in which these names were made: they include "today" and "yesterday". */
  #now = 0;

  /** @param locale the language, in the reader's region */
  constructor(locale: string) {
    this.#locale = locale;
  }

  time(milliseconds: number): string {
    const minute = Math.floor(milliseconds / 60_000);
    return remembered(this.#times, minute, () =>
      (this.#time ??= new Intl.DateTimeFormat(this.#locale, { timeStyle: 'short' })).format(
        dateOf(milliseconds),
      ),
    );
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
    const locale = this.#locale;
    if (ago === 0 || ago === 1) {
      this.#relative ??= new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
      const [first = '', ...rest] = this.#relative.format(-ago, 'day');
      return first.toLocaleUpperCase(locale) + rest.join('');
    }
    const isThisYear = date.getFullYear() === now.getFullYear();
    const format = isThisYear
      ? (this.#dayOfYear ??= new Intl.DateTimeFormat(locale, {
          weekday: 'long',
          month: 'long',
          day: 'numeric',
        }))
      : (this.#day ??= new Intl.DateTimeFormat(locale, { dateStyle: 'full' }));
    return format.format(date);
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
