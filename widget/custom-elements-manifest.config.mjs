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

export default {
  globs: ['src/element/{events,message-methods,properties,realtime-chat}.ts'],
  outdir,
  litelement: true,
  packagejson: false,
  plugins: [
    publicMembers,
    customElementVsCodePlugin({ outdir, hideLogs: true }),
    customElementJetBrainsPlugin({ outdir, packageJson: false, hideLogs: true }),
  ],
};
