// Describes the element for editors and documentation tools, from the comments and types of its classes.
import { defaultRoom } from '@realtime-chat/protocol';
import { customElementJetBrainsPlugin } from 'custom-element-jet-brains-integration';
import { customElementVsCodePlugin } from 'custom-element-vs-code-integration';

const outdir = 'editors';

/** Leaves out what nobody can use, and puts values in place of the names of constants. */
const publicMembers = {
  name: 'public-members',
  packageLinkPhase({ customElementsManifest }) {
    for (const declaration of customElementsManifest.modules.flatMap(
      ({ declarations = [] }) => declarations,
    )) {
      declaration.members = declaration.members?.filter(
        ({ name, privacy }) => privacy !== 'private' && privacy !== 'protected' && !name.startsWith('#'),
      );
      for (const each of [...(declaration.members ?? []), ...(declaration.attributes ?? [])])
        if (each.default === 'defaultRoom') each.default = `'${defaultRoom}'`;
    }
  },
};

/** Gives each event the type of its detail, which is in one interface in src/element/events.ts. */
const eventTypes = () => {
  /** @type {Map<string, string>} */
  const details = new Map();
  return {
    name: 'event-types',
    analyzePhase({ ts, node }) {
      if (!ts.isInterfaceDeclaration(node) || node.name.text !== 'ChatEventDetails') return;
      for (const { name, type } of node.members) details.set(name.text, type.getText());
    },
    packageLinkPhase({ customElementsManifest }) {
      const events = customElementsManifest.modules
        .flatMap(({ declarations = [] }) => declarations)
        .flatMap((declaration) => declaration.events ?? []);
      for (const event of events) event.type = { text: `CustomEvent<${details.get(event.name)}>` };
      for (const name of details.keys())
        if (!events.some((event) => event.name === name)) throw new Error(`no @fires describes ${name}`);
    },
  };
};

export default {
  globs: ['src/element/{events,message-methods,properties,realtime-chat}.ts'],
  outdir,
  litelement: true,
  packagejson: false,
  plugins: [
    publicMembers,
    eventTypes(),
    customElementVsCodePlugin({ outdir, hideLogs: true }),
    customElementJetBrainsPlugin({ outdir, packageJson: false, hideLogs: true }),
  ],
};
