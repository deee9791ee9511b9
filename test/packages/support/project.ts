// Projects of other people, who have nothing of this one but the packed packages.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TestContext } from 'node:test';
import { promisify } from 'node:util';
import { newFolder } from '../../support/folder.ts';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const packages = join(root, 'packages');
/** What other projects build and check with. */
export const tools = join(import.meta.dirname, '../tools');

/** Packs the packages, and installs the tools of other projects by their own lock file. To be awaited before the tests of a file. */
export async function prepare(): Promise<void> {
  await run(process.execPath, ['pack.mjs'], { cwd: root });
  const lock = join(tools, 'package-lock.json');
  // A copy of the lock file that the tools were installed by.
  const installed = join(tools, 'node_modules/.installed-lock.json');
  if (existsSync(installed) && readFileSync(installed).equals(readFileSync(lock))) return;
  await run('npm', ['ci', '--no-audit', '--no-fund'], { cwd: tools });
  await copyFile(lock, installed);
}

/** Gives a project those of these tools that it has not got with the packages. */
export async function linkMissingTools(folder: string, names: readonly string[]): Promise<void> {
  const missing = names.filter((name) => !existsSync(join(folder, 'node_modules', name)));
  await linkTools(folder, Object.fromEntries(missing.map((name) => [name, name])));
}

/** Gives a project some of the tools, each under the name that it has there. */
export async function linkTools(folder: string, packages: Record<string, string>): Promise<void> {
  for (const [name, installedAs] of Object.entries(packages)) {
    const place = join(folder, 'node_modules', name);
    await mkdir(dirname(place), { recursive: true });
    await symlink(join(tools, 'node_modules', installedAs), place);
  }
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
  await install(folder, ...names);
  return folder;
}

export async function install(folder: string, ...names: string[]): Promise<void> {
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', '--omit=dev', '--no-audit', '--no-fund', ...names.map(packed)], {
    cwd: folder,
  });
}

/** @returns what the tool printed */
export async function runTool(name: string, args: readonly string[], cwd = root): Promise<string> {
  try {
    const { stdout } = await run(join(tools, 'node_modules/.bin', name), args, { cwd });
    return stdout;
  } catch (error) {
    const { stdout, stderr } = error as { stdout?: string; stderr?: string };
    throw new Error(`${name} failed:\n${stdout ?? ''}${stderr ?? ''}`, { cause: error });
  }
}
