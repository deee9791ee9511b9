import { localeOf } from './language.js';

/** Times as people of one language say them. Making the formats is slow, so they are made once. */
export class Calendar {
  readonly language: string | undefined;
  #time: Intl.DateTimeFormat;
  #day: Intl.DateTimeFormat;
  /** The day of each hour that was asked for: messages come by the hundred, and hours do not. */
  #days = new Map<number, string>();

  constructor(language: string | undefined) {
    this.language = language;
    // A page may say any `lang`.
    const known = localeOf(language) && language;
    this.#time = new Intl.DateTimeFormat(known, { hour: '2-digit', minute: '2-digit' });
    this.#day = new Intl.DateTimeFormat(known, { dateStyle: 'full' });
  }

  time(milliseconds: number): string {
    return this.#time.format(dateOf(milliseconds));
  }

  day(milliseconds: number): string {
    const date = dateOf(milliseconds);
    // No time zone changes its date within a quarter of an hour.
    const quarter = Math.floor(date.getTime() / 900_000);
    let day = this.#days.get(quarter);
    if (day === undefined) this.#days.set(quarter, (day = this.#day.format(date)));
    return day;
  }

  machine(milliseconds: number): string {
    return dateOf(milliseconds).toISOString();
  }
}

/** A relay's clock may say anything; what is no time is shown as the beginning of all. */
function dateOf(milliseconds: number): Date {
  const date = new Date(milliseconds);
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
