import { html, type TemplateResult } from 'lit';

/** A list item of the timeline that is not a message. */
export interface Row {
  key: string;
  content: TemplateResult;
}

/** The line above the oldest message of the room. */
export function openingDivider(label: string): Row {
  return divider('opening', label);
}

/** The line between two days. @param key of the first message of the day */
export function dayDivider(key: string, day: string): Row {
  return divider(`day:${key}`, day);
}

/** The line above the first message that the reader has not seen. */
export function unseenDivider(label: string): Row {
  return divider('unseen', label, 'divider unseen');
}

function divider(key: string, label: string, part = 'divider'): Row {
  return { key, content: html`<li part=${part}>${label}</li>` };
}
