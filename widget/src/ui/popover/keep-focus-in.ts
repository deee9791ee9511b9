import type { ReactiveControllerHost } from 'lit';

/**
 * Keeps the focus in a list when the focused element is removed: a removed row passes it to the next row, or to the part.
 * Never to a button, which a held key would press.
 *
 * @param part the part with the list
 */
export function keepFocusIn(host: ReactiveControllerHost & HTMLElement, part: 'people' | 'moderation'): void {
  const list = (): HTMLElement | null | undefined =>
    host.shadowRoot?.querySelector<HTMLElement>(`[part="${part}"]`);
  const rows = (): HTMLElement[] => [...(list()?.querySelectorAll<HTMLElement>('li[tabindex]') ?? [])];
  let focused: Element | undefined;
  let index = -1;
  host.addController({
    hostUpdate() {
      const active = host.shadowRoot?.activeElement;
      focused = active && list()?.contains(active) ? active : undefined;
      index = rows().findIndex((row) => row.contains(active ?? null));
    },
    hostUpdated() {
      if (!focused || focused.isConnected) return;
      const remaining = rows();
      (remaining[Math.min(index, remaining.length - 1)] ?? list())?.focus();
    },
  });
}
