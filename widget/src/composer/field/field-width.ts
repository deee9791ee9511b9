import type { ReactiveControllerHost } from 'lit';
import { fitToText } from './field-height.js';

/** The text has other lines in a field of another width. Browsers whose style sheets cannot follow are told. */
export function watchFieldWidth(host: ReactiveControllerHost & HTMLElement): void {
  let observed: HTMLTextAreaElement | null | undefined;
  const observer = new ResizeObserver(() =>
    // An observer may not change the size of what it observes in the same frame.
    requestAnimationFrame(() => observed && fitToText(observed)),
  );
  host.addController({
    hostUpdated() {
      const field = host.shadowRoot?.querySelector('textarea');
      if (field === observed) return;
      observer.disconnect();
      observed = field;
      if (field) observer.observe(field);
    },
    hostDisconnected() {
      observer.disconnect();
      observed = undefined;
    },
  });
}
