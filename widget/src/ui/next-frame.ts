/**
 * Resolves at the window's next animation frame, or after 100 ms. A window in the background draws no frames, and a
 * closed one has no timers of its own, so an update must not wait for the frame alone.
 */
export function nextFrame(view: Window | null): Promise<unknown> {
  return new Promise((resolve) => {
    view?.requestAnimationFrame(resolve);
    setTimeout(resolve, 100);
  });
}
