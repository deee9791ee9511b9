import { localeOf } from './language.js';

/** In milliseconds. */
const dayLength = 86_400_000;

/** Times as people of one language say them. Making the formats is slow, so they are made once. */
export class Calendar {
  readonly language: string | undefined;
  /** What this language is formatted as: a page may say any `lang`. */
  #locale: string | undefined;
  #time: Intl.DateTimeFormat;
  #day: Intl.DateTimeFormat;
  #dayOfYear: Intl.DateTimeFormat;
  #relative: Intl.RelativeTimeFormat;
  /** The day of each quarter of an hour that was asked for: messages come by the hundred, and days do not. */
  #days = new Map<number, string>();
  /** The day on which these are called so. */
  #today = '';

  constructor(language: string | undefined) {
    this.language = language;
    const locale = (this.#locale = (localeOf(language) && language) || undefined);
    this.#time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' });
    this.#day = new Intl.DateTimeFormat(locale, { dateStyle: 'full' });
    this.#dayOfYear = new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric' });
    this.#relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  }

  time(milliseconds: number): string {
    return this.#time.format(dateOf(milliseconds));
  }

  day(milliseconds: number): string {
    const now = new Date();
    const today = now.toDateString();
    if (today !== this.#today) this.#days.clear();
    this.#today = today;
    const date = dateOf(milliseconds);
    // No time zone changes its date within a quarter of an hour.
    const quarter = Math.floor(date.getTime() / 900_000);
    let day = this.#days.get(quarter);
    if (day === undefined) this.#days.set(quarter, (day = this.#nameOf(date, now)));
    return day;
  }

  machine(milliseconds: number): string {
    return dateOf(milliseconds).toISOString();
  }

  #nameOf(date: Date, now: Date): string {
    // Rounded, because some days have another length.
    const ago = Math.round((midnight(now) - midnight(date)) / dayLength);
    if (ago === 0 || ago === 1) {
      const [first = '', ...rest] = this.#relative.format(-ago, 'day');
      return first.toLocaleUpperCase(this.#locale) + rest.join('');
    }
    const isThisYear = date.getFullYear() === now.getFullYear();
    return (isThisYear ? this.#dayOfYear : this.#day).format(date);
  }
}

function midnight(date: Date): number {
  return new Date(date).setHours(0, 0, 0, 0);
}

/** A relay's clock may say anything; what is no time is shown as the beginning of all. */
function dateOf(milliseconds: number): Date {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
