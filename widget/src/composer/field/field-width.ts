import type { ReactiveControllerHost } from 'lit';

/** Calls back with the text field when it has another width, and when there is another field. */
export function watchFieldWidth(
  host: ReactiveControllerHost & HTMLElement,
  onChange: (field: HTMLTextAreaElement) => void,
): void {
  let observed: HTMLTextAreaElement | null | undefined;
  let observer: ResizeObserver | undefined;
  const stop = (): void => {
    observer?.disconnect();
    observed = undefined;
  };
  host.addController({
    hostUpdated() {
      const field = host.shadowRoot?.querySelector<HTMLTextAreaElement>('#field');
      if (field === observed) return;
      stop();
      observed = field;
      if (!field) return;
      // Of the window that the field is in, which may be another than that of the script.
      const view = field.ownerDocument.defaultView ?? window;
      // What an observer changes within its own frame may change sizes again, which is an error of the page.
      observer = new view.ResizeObserver(() =>
        view.requestAnimationFrame(() => field === observed && onChange(field)),
      );
      observer.observe(field);
    },
    hostDisconnected: stop,
  });
}
