import type { ReactiveControllerHost } from 'lit';

/**
 * Keeps the focus in the list of people when the focused element is removed: a resolved item of the review queue passes it
 * to the next item, or to the list. Never to a button, which a held key would press.
 */
export function keepFocusInPeople(host: ReactiveControllerHost & HTMLElement): void {
  const people = (): HTMLElement | null | undefined =>
    host.shadowRoot?.querySelector<HTMLElement>('[part="people"]');
  const rows = (): HTMLElement[] => [
    ...(people()?.querySelectorAll<HTMLElement>('[part="queue"] > li') ?? []),
  ];
  let focused: Element | undefined;
  let index = -1;
  host.addController({
    hostUpdate() {
      const active = host.shadowRoot?.activeElement;
      focused = active && people()?.contains(active) ? active : undefined;
      index = rows().findIndex((row) => row.contains(active ?? null));
    },
    hostUpdated() {
      if (!focused || focused.isConnected) return;
      const remaining = rows();
      (remaining[Math.min(index, remaining.length - 1)] ?? people())?.focus();
    },
  });
}
