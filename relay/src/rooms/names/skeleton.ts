import unhomoglyph from 'unhomoglyph';

/** The skeleton of UTS 39, section 4: the same for two texts if their characters look alike one by one. */
export function skeleton(text: string): string {
  const visible = text.normalize('NFD').replace(/\p{Default_Ignorable_Code_Point}/gu, '');
  return unhomoglyph(visible).normalize('NFD');
}
