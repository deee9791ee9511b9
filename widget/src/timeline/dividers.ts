import { html } from 'lit';

/** A list item of the timeline that is not a message. */
export interface Row {
  key: string;
  content: unknown;
}

/** The name of a day. While the messages of the day are scrolled, it stays in view above them. */
export function dayDivider(day: string): Row {
  return divider('day', day, 'divider', 'sticky');
}

/** A line above the oldest message of the room, or above the first one that the reader has not seen. */
export function divider(key: string, label: string, part = 'divider', name = ''): Row {
  return { key, content: html`<li part=${part} class=${name}><span>${label}</span></li>` };
}
