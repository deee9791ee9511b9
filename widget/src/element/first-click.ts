/**
 * To be given the clicks on what is there for a moment only: a question, a row that goes with what it asked for. The second
 * of a double click would be an answer to what came in its place, and nobody has read that.
 */
export const firstClick = {
  capture: true,
  handleEvent(event: MouseEvent): void {
    if (event.detail > 1) event.stopPropagation();
  },
};
