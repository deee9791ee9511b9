import { css } from 'lit';

/**
 * The custom properties of the page, with their defaults. All colours are mixed from the accent, the surface and the text,
 * unless the page sets them too.
 */
export const theme = css`
  :host {
    --_accent: var(--chat-accent, light-dark(#2457d6, #7aa2ff));
    --_surface: var(--chat-surface, light-dark(#fff, #16181d));
    --_text: var(--chat-text, light-dark(#1a1d24, #e8eaf0));
    /* Black or white, whichever has more contrast. At a luminance of 0.18 both have the same. */
    --_light: clamp(0, (0.18 - y) * 999, 1);
    --_on-accent: var(
      --chat-on-accent,
      color(from var(--_accent) xyz-d65 calc(var(--_light) * 0.95) var(--_light) calc(var(--_light) * 1.09))
    );
    /* The reader's own messages, and buttons. In the dark, the accent of links and focus rings would be too bright a ground. */
    --_own: var(--chat-own, var(--chat-accent, light-dark(#2457d6, #2f5fd0)));
    --_on-own: var(
      --chat-on-own,
      var(
        --chat-on-accent,
        color(from var(--_own) xyz-d65 calc(var(--_light) * 0.95) var(--_light) calc(var(--_light) * 1.09))
      )
    );
    /* A little of the accent keeps the grey of large areas from looking muddy. */
    --_raised: var(
      --chat-raised,
      color-mix(in srgb, color-mix(in srgb, var(--_accent) 20%, var(--_text)) 7%, var(--_surface))
    );
    /* The ground of what lies over the chat. In the dark, shadows cannot lift it. */
    --_floating: light-dark(var(--_surface), color-mix(in srgb, var(--_text) 9%, var(--_surface)));
    --_muted: var(--chat-muted, color-mix(in srgb, var(--_text) 70%, var(--_surface)));
    --_border: var(--chat-border, color-mix(in srgb, var(--_text) 16%, var(--_surface)));
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff9c94));
    --_warning: light-dark(#b25e00, #f0a43a);
    /* Counts of what is unread, in both schemes. Its text is white. */
    --_badge: #d92d33;
    /* One radius of the page replaces all of these: of the frame, controls, bubbles, the text field and sheets. */
    --_radius: var(--chat-radius, 12px);
    --_radius-control: var(--chat-radius, 10px);
    --_radius-bubble: var(--chat-radius, 18px);
    --_radius-inner: min(5px, var(--_radius-bubble));
    --_radius-sheet: var(--chat-radius, 16px);
    --_radius-capsule: var(--chat-radius, 22px);
    --_space: var(--chat-space, max(1rem, 16px));
    /* Pane, header and composer share one measure: at most 45rem of text, centred in a wide chat. */
    --_inset: max(var(--_space), (100cqi - max(45rem, 720px)) / 2);
    --_shadow: var(--chat-shadow, 0 4px 16px rgb(0 0 0 / 20%));
    --_shadow-raised: var(--chat-shadow, 0 1px 4px rgb(0 0 0 / 16%));
    --_shadow-sheet: var(--chat-shadow, 0 12px 40px rgb(0 0 0 / 28%));
    --_ease: cubic-bezier(0.2, 0.8, 0.2, 1);
    display: block;
    box-sizing: border-box;
    block-size: max(32rem, 512px);
    min-inline-size: 0;
  }
  :host([hidden]),
  :host::before,
  :host::after {
    display: none !important;
  }
  :host([color-scheme='light']) {
    color-scheme: light;
  }
  :host([color-scheme='dark']) {
    color-scheme: dark;
  }
  @media (prefers-contrast: more) {
    :host {
      --_muted: var(--_text);
      --_border: var(--_text);
    }
  }
`;
