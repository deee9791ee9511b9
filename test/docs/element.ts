import { read } from './blocks.ts';

interface Named {
  name: string;
}

/** What the manifest of the widget says of its element. */
export interface Declaration {
  tagName?: string;
  attributes: Named[];
  events: Named[];
  slots: Named[];
  cssParts: Named[];
  cssProperties: Named[];
  members: (Named & { kind: string; static?: boolean })[];
}

const manifest = JSON.parse(read('widget/editors/custom-elements.json')) as {
  modules: { declarations: Partial<Declaration>[] }[];
};

export const element = manifest.modules
  .flatMap(({ declarations }) => declarations)
  .find(({ tagName }) => tagName === 'realtime-chat') as Declaration;

export const names = (named: readonly Named[]): string[] => named.map(({ name }) => name).sort();

/** The parts that stand beside others' names, and never alone. */
export const besideOthers = ['own', 'relay', 'unseen'];
