import type { ReactiveControllerHost } from 'lit';

/**
 * Keeps the focus in the list of people when what has it goes: from a report that is dealt with to what waits next, or to
 * the list. Never to a button, which a key that is held would press.
 */
export function keepFocusInPeople(host: ReactiveControllerHost & HTMLElement): void {
  const people = (): HTMLElement | null | undefined =>
    host.shadowRoot?.querySelector<HTMLElement>('[part="people"]');
  const rows = (): HTMLElement[] => [
    ...(people()?.querySelectorAll<HTMLElement>('[part="queue"] > li') ?? []),
  ];
  let focused: Element | undefined;
  let at = -1;
  host.addController({
    hostUpdate() {
      const active = host.shadowRoot?.activeElement;
      focused = active && people()?.contains(active) ? active : undefined;
      at = rows().findIndex((row) => row.contains(active ?? null));
    },
    hostUpdated() {
      if (!focused || focused.isConnected) return;
      const left = rows();
      (left[Math.min(at, left.length - 1)] ?? people())?.focus();
    },
  });
}
