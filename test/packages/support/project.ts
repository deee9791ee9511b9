// Projects of other people, who have nothing of this one but the packed packages.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { before, type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { newFolder } from '../../support/folder.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const packages = join(root, 'packages');

/** Packs the packages, once for all tests of the file. */
export function pack(): void {
  before(() => run(process.execPath, ['pack.mjs'], { cwd: root }));
}

/** The packed file of a package. @param name without its scope */
export function packed(name: string): string {
  const file = readdirSync(packages).find((each) => each.startsWith(`realtime-chat-${name}-`));
  if (file === undefined) throw new Error(`${name} is not packed`);
  return join(packages, file);
}

/** An empty folder in which these packages were installed by npm, with what they depend on and nothing else. */
export async function newProject(t: TestContext, ...names: string[]): Promise<string> {
  const folder = await newFolder(t);
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', ...names.map(packed)], {
    cwd: folder,
  });
  return folder;
}

/** A tool that other projects use, which has its own lock file. @returns what it printed */
export async function runTool(name: string, args: readonly string[], cwd = root): Promise<string> {
  const folder = join(import.meta.dirname, '../tools');
  if (!existsSync(join(folder, 'node_modules')))
    await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: folder });
  try {
    const { stdout } = await run(join(folder, 'node_modules/.bin', name), args, { cwd });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${name} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}
