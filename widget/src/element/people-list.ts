import { html, type TemplateResult } from 'lit';
import type { Member } from '@realtime-chat/protocol';
import type { Locale } from '../locales/en.js';
import { place } from './place.js';

interface PeopleProps {
  count: number;
  /** The first hundred of them. */
  members: readonly Member[];
  me: string | undefined;
  words: Locale;
}

/** How many people are here, and one click away who. */
export function peopleList({ count, members, me, words }: PeopleProps): TemplateResult {
  const others = count - members.length;
  return html`<button type="button" part="members" popovertarget="people" ?hidden=${count === 0}>${words.people(count)}</button>
    <div part="people" id="people" popover @toggle=${placed}>
      <ul aria-label=${words.people(count)}>
        ${members.map(
          ({ id, username }) =>
            html`<li><bdi>${username ?? words.somebody}</bdi> <span>${id === me ? words.you : ''}</span></li>`,
        )}
        ${others > 0 ? html`<li>${words.more(others)}</li>` : ''}
      </ul>
    </div>`;
}

function placed({ newState, currentTarget }: ToggleEvent): void {
  const list = currentTarget as HTMLElement;
  const button = list.previousElementSibling;
  if (newState === 'open' && button) place(list, button.getBoundingClientRect());
}
