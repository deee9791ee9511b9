import { arriving } from './arriving.ts';
import { files } from './files.ts';
import { panels } from './panels.ts';
import { reading } from './reading.ts';
import { sending } from './sending.ts';
import type { Scene } from './stage.ts';

export const scenes: readonly Scene[] = [...arriving, ...sending, ...files, ...panels, ...reading];
