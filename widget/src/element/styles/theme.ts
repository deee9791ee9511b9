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
    --_raised: var(--chat-raised, color-mix(in srgb, var(--_text) 7%, var(--_surface)));
    --_muted: var(--chat-muted, color-mix(in srgb, var(--_text) 70%, var(--_surface)));
    --_border: var(--chat-border, color-mix(in srgb, var(--_text) 16%, var(--_surface)));
    --_danger: var(--chat-danger, light-dark(#b3261e, #ff9c94));
    --_online: light-dark(#1a7f4b, #4cc38a);
    --_radius: var(--chat-radius, 12px);
    --_space: var(--chat-space, max(1rem, 16px));
    --_shadow: var(--chat-shadow, 0 4px 16px rgb(0 0 0 / 20%));
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
