/** A box of a file in the ISO base media format (ISO/IEC 14496-12). */
interface Box {
  name: string;
  /** Where its name is. */
  nameAt: number;
  content: number;
  end: number;
}

/** The boxes of a file that belong to its picture or its frames. Others are texts, or the video of a moving photo. */
const fileBoxes = new Set(['ftyp', 'meta', 'moov', 'mdat']);
/** The boxes within `meta` that say where its items are and how they make the picture. Others are texts, or unknown. */
const itemBoxes = new Set('hdlr pitm iinf iloc iprp iref idat dinf grpl'.split(' '));
/** Boxes within `moov` that hold others. */
const parents = new Set(['moov', 'trak', 'mdia', 'minf']);
/** Boxes within `moov` that hold texts. */
const texts = new Set(['udta', 'meta', 'uuid']);
/** Properties of items that are texts and times. */
const textProperties = new Set(['udes', 'altt', 'crtt', 'mdft', 'uuid']);
/** The items that are pictures or put pictures together. Others are EXIF, XMP or unknown. */
const pictureItems = new Set(
  'hvc1 hvt1 lhv1 vvc1 av01 avc1 jpeg j2k1 unci mski grid iovl iden tmap'.split(' '),
);

/**
 * An AVIF or HEIC in which zeros are in the place of EXIF (which holds the place and the camera), XMP and unknown parts
 * (ISO/IEC 23008-12). Everything else stays as it is, and where it is. What follows the last box of the picture is left out:
 * phones append a video there.
 *
 * @returns undefined if the file is of another make, so that its metadata cannot be found for certain
 */
export function heifWithoutMetadata(bytes: Uint8Array): Uint8Array[] | undefined {
  const copy = bytes.slice();
  try {
    return [copy.subarray(0, eraseMetadata(new DataView(copy.buffer)))];
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

/** Whether it has frames, and not only pictures. */
export function isHeifSequence(bytes: Uint8Array): boolean {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  try {
    return boxesOfFile(view).some(({ name }) => name === 'moov');
  } catch (error) {
    if (error instanceof RangeError) return false;
    throw error;
  }
}

/** @returns the end of the picture */
function eraseMetadata(view: DataView): number {
  const boxes = boxesOfFile(view);
  for (const box of boxes) {
    if (!fileBoxes.has(box.name)) erase(view, box);
    else if (box.name === 'meta') eraseItems(view, box);
    else if (box.name === 'moov') eraseTexts(view, box);
  }
  return boxes.findLast(({ name }) => fileBoxes.has(name))?.end ?? 0;
}

function eraseTexts(view: DataView, parent: Box): void {
  for (const box of boxesIn(view, parent.content, parent.end)) {
    if (texts.has(box.name)) erase(view, box);
    else if (parents.has(box.name)) eraseTexts(view, box);
  }
}

/** Erases the items that are no pictures. */
function eraseItems(view: DataView, meta: Box): void {
  // The version and the flags of a box are before its content.
  const boxes = boxesIn(view, meta.content + 4, meta.end);
  const idat = boxes.find(({ name }) => name === 'idat');
  const pictures = new Set<number>();
  for (const box of boxes) {
    if (box.name === 'iinf') for (const id of picturesIn(view, box)) pictures.add(id);
    if (!itemBoxes.has(box.name)) erase(view, box);
    if (box.name === 'iprp') eraseProperties(view, box);
  }
  for (const box of boxes) if (box.name === 'iloc') eraseExtents(view, box, pictures, idat);
}

function eraseProperties(view: DataView, iprp: Box): void {
  for (const ipco of boxesIn(view, iprp.content, iprp.end)) {
    if (ipco.name !== 'ipco') continue;
    for (const box of boxesIn(view, ipco.content, ipco.end))
      if (textProperties.has(box.name)) erase(view, box);
  }
}

/** The ids of the items that are pictures. */
function picturesIn(view: DataView, { content, end }: Box): number[] {
  const first = content + (view.getUint8(content) === 0 ? 6 : 8);
  return boxesIn(view, first, end).flatMap((infe) => {
    const version = view.getUint8(infe.content);
    if (version < 2) throw new RangeError('an item without a type');
    const isLong = version > 2;
    const id = isLong ? view.getUint32(infe.content + 4) : view.getUint16(infe.content + 4);
    return pictureItems.has(textAt(view, infe.content + (isLong ? 10 : 8))) ? [id] : [];
  });
}

/** Fills the bytes of all other items with zeros. */
function eraseExtents(view: DataView, iloc: Box, pictures: Set<number>, idat: Box | undefined): void {
  let at = iloc.content;
  const next = (size: number): number => {
    at += size;
    if (size === 0) return 0;
    if (size === 2) return view.getUint16(at - 2);
    if (size === 4) return view.getUint32(at - 4);
    return Number(view.getBigUint64(at - 8));
  };
  const version = view.getUint8(at);
  at += 4;
  const sizes = next(2);
  const [offsetSize = 0, lengthSize = 0, baseSize = 0, indexSize = 0] = [12, 8, 4, 0].map(
    (shift) => (sizes >> shift) & 15,
  );
  const idSize = version < 2 ? 2 : 4;
  // Items do not share bytes.
  let most = view.byteLength;
  for (let count = next(idSize); count > 0; count -= 1) {
    const isPicture = pictures.has(next(idSize));
    const method = version === 0 ? 0 : next(2) & 15;
    const isElsewhere = next(2) !== 0 || method > 1 || (method === 1 && !idat);
    const base = next(baseSize) + (method === 1 ? (idat?.content ?? 0) : 0);
    const extents = next(2);
    // A length of zero means the whole file.
    const mayBeWhole = isPicture && extents === 1;
    for (let extent = 0; extent < extents; extent += 1) {
      if (version > 0) next(indexSize);
      const start = base + next(offsetSize);
      const length = next(lengthSize);
      if (length === 0 && !mayBeWhole) throw new RangeError('bytes at an unknown place');
      if (isPicture) continue;
      if (isElsewhere) throw new RangeError('bytes of another file');
      most -= length;
      if (most < 0) throw new RangeError('more bytes than there are');
      bytesOf(view, start, start + length).fill(0);
    }
  }
}

/** The boxes of a file. After those of a picture, the first bytes that are no box end it. */
function boxesOfFile(view: DataView): Box[] {
  const boxes: Box[] = [];
  const has = (wanted: string): boolean => boxes.some(({ name }) => name === wanted);
  try {
    for (const box of eachBox(view, 0, view.byteLength)) boxes.push(box);
  } catch (error) {
    if (!(error instanceof RangeError) || !has('meta') || !has('mdat')) throw error;
  }
  return boxes;
}

function boxesIn(view: DataView, start: number, end: number): Box[] {
  return [...eachBox(view, start, end)];
}

/** @throws {RangeError} at bytes that are no box */
function* eachBox(view: DataView, start: number, end: number): Generator<Box> {
  let at = start;
  while (at < end) {
    const size = view.getUint32(at);
    const isLong = size === 1;
    const length = isLong ? Number(view.getBigUint64(at + 8)) : size || end - at;
    const content = at + (isLong ? 16 : 8);
    if (at + length < content || at + length > end) throw new RangeError('a box of a wrong size');
    yield { name: textAt(view, at + 4), nameAt: at + 4, content, end: at + length };
    at += length;
  }
}

/** Makes a box one without a meaning. */
function erase(view: DataView, { nameAt, content, end }: Box): void {
  // In ASCII: `free`.
  view.setUint32(nameAt, 0x66726565);
  bytesOf(view, content, end).fill(0);
}

/** @throws {RangeError} if there are no such bytes */
function bytesOf(view: DataView, start: number, end: number): Uint8Array {
  return new Uint8Array(view.buffer, view.byteOffset + start, end - start);
}

function textAt(view: DataView, at: number): string {
  return String.fromCharCode(...[0, 1, 2, 3].map((index) => view.getUint8(at + index)));
}
