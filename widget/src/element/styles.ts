import { css } from 'lit';

export const styles = css`
  :host {
    --_accent: var(--chat-accent, light-dark(#2457d6, #7aa2ff));
    --_on-accent: var(--chat-on-accent, light-dark(#fff, #0b1020));
    --_surface: var(--chat-surface, light-dark(#fff, #16181d));
    --_raised: var(--chat-raised, light-dark(#f1f3f7, #23262e));
    --_text: var(--chat-text, light-dark(#1a1d24, #e8eaf0));
    --_muted: var(--chat-muted, light-dark(#5b6270, #a0a7b8));
    --_border: var(--chat-border, light-dark(#dde1e9, #343945));
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff9c94));
    --_radius: var(--chat-radius, 12px);
    display: block;
    box-sizing: border-box;
    block-size: 32rem;
    min-inline-size: 0;
    font: 1rem/1.45 var(--chat-font, system-ui, sans-serif);
    color: var(--_text);
    text-align: start;
  }
  :host([hidden]) {
    display: none;
  }
  :host([color-scheme='light']) {
    color-scheme: light;
  }
  :host([color-scheme='dark']) {
    color-scheme: dark;
  }
  * {
    box-sizing: border-box;
  }
  section {
    position: relative;
    display: flex;
    flex-direction: column;
    block-size: 100%;
    overflow: hidden;
    background: var(--_surface);
    border: 1px solid var(--_border);
    border-radius: var(--_radius);
  }
  /* Words have the direction of their letters, whatever that of the page: English ones among Arabic ones. */
  :is(p, small, button, li, [part='status'], [part='time'], [part='typing'], [part='banner']):not([dir]),
  ::placeholder {
    unicode-bidi: plaintext;
  }
  [part='header'] {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.75rem;
    padding: 0.75rem 1rem;
    border-block-end: 1px solid var(--_border);
  }
  h2 {
    flex: auto;
    margin: 0;
    overflow-wrap: anywhere;
    font-size: 1rem;
    font-weight: 600;
  }
  [part='status'],
  [part='members'],
  [part='time'],
  small {
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  [part='status']::before {
    content: '';
    display: inline-block;
    inline-size: 0.5rem;
    block-size: 0.5rem;
    margin-inline: 0.25em 0.4em;
    border-radius: 50%;
    background: var(--_muted);
  }
  [data-status='online']::before {
    background: light-dark(#1a7f4b, #4cc38a);
  }
  [part='content'] {
    flex: 1;
    min-block-size: 0;
    overflow: auto;
    overflow-anchor: none;
    overscroll-behavior: contain;
    display: flex;
    flex-direction: column;
    padding: 1rem 1rem 1.25rem;
  }
  :focus-visible {
    outline: 2px solid var(--_accent);
    outline-offset: -2px;
  }
  .messages {
    display: flex;
    flex-direction: column;
    gap: 0.75rem;
    margin: auto 0 0;
    padding: 0;
    list-style: none;
  }
  [part~='divider'] {
    display: flex;
    align-items: center;
    gap: 0.75rem;
    max-inline-size: none;
    align-self: stretch;
    text-align: center;
    font-size: 0.8125rem;
    color: var(--_muted);
  }
  [part~='divider']::before,
  [part~='divider']::after {
    content: '';
    flex: 1;
    border-block-start: 1px solid;
    opacity: 0.35;
  }
  [part~='unseen'] {
    color: var(--_danger);
  }
  .progress {
    block-size: 2px;
    margin-block-end: -2px;
    background: linear-gradient(90deg, transparent, var(--_accent), transparent) 0 / 40% 100% repeat-x;
    animation: slide 1s linear infinite;
  }
  @keyframes slide {
    to {
      background-position-x: 100%;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .progress {
      animation: none;
    }
  }
  .announcer {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .latest {
    position: relative;
  }
  [part='latest'] {
    position: absolute;
    inset-block-end: 0.5rem;
    inset-inline: 0;
    margin-inline: auto;
    inline-size: fit-content;
    min-block-size: 2rem;
    /* Set off from a message of the same colour behind it. */
    box-shadow: 0 0 0 3px var(--_surface);
    padding-block: 0.25rem;
    border-radius: 999px;
    font-size: 0.875rem;
  }
  small button {
    min-block-size: 1.5rem;
    padding: 0 0.375rem;
    color: var(--_text);
    background: none;
    border-color: var(--_border);
    font-weight: 400;
  }
  .sent {
    font-size: 0.75rem;
    color: var(--_muted);
  }
  .empty {
    margin: auto;
    color: var(--_muted);
  }
  [part~='message'] {
    position: relative;
    max-inline-size: min(85%, 40rem);
    align-self: start;
  }
  [part~='message'][data-own] {
    align-self: end;
  }
  .byline {
    display: flex;
    flex-wrap: wrap;
    align-items: baseline;
    gap: 0 0.5rem;
    margin-block-end: 0.125rem;
    padding-inline: 0.75rem;
  }
  [data-own] .byline {
    justify-content: end;
  }
  [part='author'] {
    min-inline-size: 0;
    overflow-wrap: anywhere;
    font-size: 0.875rem;
  }
  [part='text'] {
    inline-size: fit-content;
    max-inline-size: 100%;
    padding: 0.5rem 0.75rem;
    /* Seen where the system takes the backgrounds away. */
    border: 1px solid transparent;
    border-radius: var(--_radius);
    background: var(--_raised);
    overflow-wrap: anywhere;
    white-space: pre-wrap;
  }
  [data-own] [part='text'] {
    margin-inline-start: auto;
    background: var(--_accent);
    color: var(--_on-accent);
  }
  small {
    display: block;
    padding-inline: 0.25rem;
    text-align: end;
  }
  [data-state='failed'] small,
  #problem {
    color: var(--_danger);
  }
  [part='banner'] {
    padding: 0.5rem 1rem;
    font-size: 0.875rem;
    background: var(--_raised);
    border-block-start: 1px solid var(--_border);
  }
  [part='banner']:empty {
    display: none;
  }
  /* Takes no room, and is there for a screen reader before it speaks. */
  #problem:empty {
    position: absolute;
  }
  [part='composer'] {
    display: flex;
    flex-direction: column;
    gap: 0.5rem;
    padding: 0.75rem;
    border-block-start: 1px solid var(--_border);
  }
  #problem {
    margin: 0;
    padding-inline: 0.25rem;
    font-size: 0.875rem;
  }
  .line {
    display: flex;
    align-items: end;
    gap: 0.5rem;
  }
  input,
  textarea,
  button {
    min-block-size: 2.5rem;
    padding: 0.5rem 0.75rem;
    font: inherit;
    color: inherit;
    background: var(--_surface);
    border: 1px solid color-mix(in srgb, var(--_muted) 70%, var(--_surface));
    border-radius: calc(var(--_radius) - 4px);
  }
  input {
    inline-size: min(100%, 16rem);
  }
  input[aria-invalid] {
    border-color: var(--_danger);
  }
  textarea {
    flex: 1;
    min-inline-size: 0;
    max-block-size: 9rem;
    resize: none;
  }
  /* Without letters of its own, a field would be written from left to right. */
  :placeholder-shown {
    direction: inherit;
  }
  ::placeholder {
    color: var(--_muted);
    opacity: 1;
  }
  button {
    font-weight: 600;
    color: var(--_on-accent);
    background: var(--_accent);
    border-color: transparent;
    cursor: pointer;
  }
  button:focus-visible {
    outline-offset: 2px;
  }
  button:hover {
    filter: brightness(1.08);
  }
`;
