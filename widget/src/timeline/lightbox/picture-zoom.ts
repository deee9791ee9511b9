/** The largest zoom, and that of a button or a double click. */
const maxScale = 8;
const toggledScale = 2.5;
/** In CSS pixels: how far a pointer moves before it drags, and how far a swipe goes at least. */
const slop = 8;
const minSwipe = 64;
/** Two taps within this time, in milliseconds, and distance, in CSS pixels, are a double tap. */
const tapTime = 300;
const tapDistance = 24;

interface Point {
  x: number;
  y: number;
}

interface ZoomCallbacks {
  /** The element that is moved and scaled, in the middle of the stage. */
  sheet: () => HTMLElement | null | undefined;
  /** A swipe: 1 to the left, -1 to the right. */
  onSwipe: (step: 1 | -1) => void;
  /** A swipe downwards. */
  onDismiss: () => void;
  /** The picture is zoomed, or is not any more. */
  onZoom: () => void;
}

/** Zooms a picture by a pinch, the wheel or a double click, and moves it. While it is not zoomed, a move is a swipe. */
export class PictureZoom {
  /** Whether the last press has moved something, and so is no click. */
  hasMoved = false;
  #callbacks: ZoomCallbacks;
  #scale = 1;
  #shift: Point = { x: 0, y: 0 };
  /** The pointers that are down, by their id. */
  #pointers = new Map<number, Point>();
  /** Where the press began, and the shift then. */
  #start: { at: Point; shift: Point } | undefined;
  #lastTap: { at: Point; time: number } | undefined;

  constructor(callbacks: ZoomCallbacks) {
    this.#callbacks = callbacks;
  }

  get isZoomed(): boolean {
    return this.#scale > 1;
  }

  reset(): void {
    this.#set(1, { x: 0, y: 0 });
  }

  /** Zooms to the middle, or back. */
  toggle(at: Point = { x: 0, y: 0 }): void {
    if (this.isZoomed) this.reset();
    else this.by(toggledScale, at);
  }

  /** @param at the place that stays, from the middle of the stage */
  by(factor: number, at: Point = { x: 0, y: 0 }): void {
    const scale = Math.min(maxScale, Math.max(1, this.#scale * factor));
    const change = scale / this.#scale;
    const { x, y } = this.#shift;
    this.#set(scale, { x: at.x - (at.x - x) * change, y: at.y - (at.y - y) * change });
  }

  readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    // A pinch on a touchpad is a wheel with the Ctrl key, and has small steps.
    const strength = event.ctrlKey ? 0.01 : 0.002;
    this.by(Math.exp(-event.deltaY * strength), fromMiddle(event));
  };

  readonly onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    (event.currentTarget as Element).setPointerCapture(event.pointerId);
    this.#pointers.set(event.pointerId, fromMiddle(event));
    if (this.#pointers.size === 1) this.hasMoved = false;
    this.#begin();
  };

  readonly onPointerMove = (event: PointerEvent): void => {
    const before = [...this.#pointers.values()];
    if (!this.#pointers.has(event.pointerId)) return;
    this.#pointers.set(event.pointerId, fromMiddle(event));
    const after = [...this.#pointers.values()];
    const [first, second] = after;
    const [oldFirst, oldSecond] = before;
    if (!first || !oldFirst || !this.#start) return;
    if (second && oldSecond) {
      this.hasMoved = true;
      const middle = middleOf(first, second);
      const oldMiddle = middleOf(oldFirst, oldSecond);
      this.by(distance(first, second) / Math.max(1, distance(oldFirst, oldSecond)), middle);
      this.#set(this.#scale, {
        x: this.#shift.x + middle.x - oldMiddle.x,
        y: this.#shift.y + middle.y - oldMiddle.y,
      });
      return;
    }
    const { at, shift } = this.#start;
    if (!this.hasMoved && distance(first, at) < slop) return;
    this.hasMoved = true;
    this.#set(this.#scale, { x: shift.x + first.x - at.x, y: shift.y + first.y - at.y }, true);
  };

  readonly onPointerUp = (event: PointerEvent): void => {
    const at = this.#pointers.get(event.pointerId);
    if (!at || !this.#pointers.delete(event.pointerId)) return;
    const wasAlone = this.#pointers.size === 0;
    const { x, y } = this.#shift;
    if (!wasAlone) return this.#begin();
    if (!this.hasMoved) return this.#tap(event, at);
    if (this.isZoomed) return this.#set(this.#scale, this.#shift);
    const isAcross = Math.abs(x) > Math.abs(y);
    if (isAcross && Math.abs(x) > minSwipe) this.#callbacks.onSwipe(x < 0 ? 1 : -1);
    else if (!isAcross && y > minSwipe) this.#callbacks.onDismiss();
    else this.reset();
  };

  readonly onPointerCancel = ({ pointerId }: PointerEvent): void => {
    this.#pointers.delete(pointerId);
    this.#set(this.#scale, this.isZoomed ? this.#shift : { x: 0, y: 0 });
    this.#begin();
  };

  /** A second tap at the same place is a double tap. Browsers that zoom by it themselves send no `dblclick`. */
  #tap({ timeStamp: time, target }: PointerEvent, at: Point): void {
    const last = this.#lastTap;
    const isDouble = last && time - last.time < tapTime && distance(last.at, at) < tapDistance;
    this.#lastTap = isDouble ? undefined : { at, time };
    if (isDouble && target !== null) this.toggle(at);
  }

  #begin(): void {
    const [at] = this.#pointers.values();
    this.#start = at && { at, shift: this.#shift };
  }

  /** @param isFree whether the picture may leave its bounds, while a finger moves it */
  #set(scale: number, { x, y }: Point, isFree = false): void {
    const wasZoomed = this.isZoomed;
    this.#scale = scale;
    const sheet = this.#callbacks.sheet();
    const stage = sheet?.parentElement;
    const bound = (size = 0, room = 0): number => Math.max(0, (size * scale - room) / 2);
    const most = {
      x: bound(sheet?.offsetWidth, stage?.clientWidth),
      y: bound(sheet?.offsetHeight, stage?.clientHeight),
    };
    this.#shift = isFree && scale === 1 ? { x, y } : { x: clamp(x, most.x), y: clamp(y, most.y) };
    if (sheet) {
      sheet.style.transform = `translate(${this.#shift.x}px, ${this.#shift.y}px) scale(${scale})`;
      // What a finger moves follows it at once.
      sheet.toggleAttribute('data-moving', this.#pointers.size > 0);
    }
    if (wasZoomed !== this.isZoomed) this.#callbacks.onZoom();
  }
}

function clamp(value: number, most: number): number {
  return Math.max(-most, Math.min(most, value));
}

/** The place of an event from the middle of its stage. */
function fromMiddle({ clientX, clientY, currentTarget }: MouseEvent): Point {
  const { left, top, width, height } = (currentTarget as Element).getBoundingClientRect();
  return { x: clientX - left - width / 2, y: clientY - top - height / 2 };
}

function middleOf(one: Point, other: Point): Point {
  return { x: (one.x + other.x) / 2, y: (one.y + other.y) / 2 };
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y);
}
