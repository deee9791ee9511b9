import { css } from 'lit';
import type { ConversationHost } from '../element/context.js';
import { adoptStyles } from '../ui/adopt-styles.js';

type Host = Pick<ConversationHost, 'content'> & Parameters<typeof adoptStyles>[0];

/** How long the name of a day stays over the text after the reader has scrolled, in milliseconds. */
const lifetime = 1000;
/** A reader nearer to the end than this, in CSS pixels, follows what arrives, and does not scroll. */
const endMargin = 32;

const dayNameStyles = css`
  .sticky.over {
    opacity: 0;
  }
  @media (prefers-reduced-motion: no-preference) {
    .sticky {
      transition: opacity 160ms;
    }
  }
`;

/**
 * Hides the name of a day while it lies over messages, unless the reader scrolls. In its own place it is always shown, and screen
 * readers find it at any time.
 */
export function hideDayNames(host: Host): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the reader has just scrolled. */
  let isScrolling = false;
  const update = (): void => {
    for (const name of host.content?.querySelectorAll('.sticky') ?? []) {
      const before = name.previousElementSibling ?? name.parentElement;
      const rest =
        before === name.parentElement
          ? before?.getBoundingClientRect().top
          : before?.getBoundingClientRect().bottom;
      // Margins are smaller than a line.
      const isOver = name.getBoundingClientRect().top - (rest ?? 0) > name.clientHeight;
      name.classList.toggle('over', isOver && !isScrolling);
    }
  };
  const onScroll = ({ target }: Event): void => {
    if (target !== host.content) return;
    const { scrollHeight, scrollTop, clientHeight } = target as HTMLElement;
    isScrolling = scrollHeight - scrollTop - clientHeight > endMargin;
    clearTimeout(timer);
    if (isScrolling) timer = setTimeout(onRest, lifetime);
    update();
  };
  const onRest = (): void => {
    isScrolling = false;
    update();
  };
  adoptStyles(host, dayNameStyles);
  // Scroll events do not bubble.
  host.shadowRoot?.addEventListener('scroll', onScroll, true);
  host.addController({
    hostUpdated: update,
    hostDisconnected() {
      clearTimeout(timer);
      isScrolling = false;
    },
  });
}
