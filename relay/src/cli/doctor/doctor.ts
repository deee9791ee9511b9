import { relayVersion } from '../../lifecycle-log.ts';
import { inMemory } from '../../log/open-log.ts';
import type { Options } from '../../options.ts';
import { checkedOptions } from '../options/checked-options.ts';
import type { DoctorCommand, Invocation } from '../options/flags.ts';
import { checkAttachments } from './attachments.ts';
import { checkClock } from './clock.ts';
import { checkDataFolder } from './data-folder.ts';
import { type Finding, lineOf } from './finding.ts';
import { checkUrl } from './public-url.ts';
import { checkRedis } from './redis.ts';
import { checkSettings, givenOptions } from './settings.ts';

/**
 * Checks what a relay needs, with the same options as the relay, and tells for each check what to change. It changes nothing
 * itself. Something that fails makes the exit code 1.
 */
export async function runDoctor(command: DoctorCommand, invocation: Invocation): Promise<void> {
  const options = checkedOptions(invocation.relay, invocation.names);
  const findings: Finding[] = [];
  for await (const finding of allFindings(command, invocation, options)) {
    findings.push(finding);
    // At once: some checks wait for an answer.
    if (!command.json) process.stdout.write(lineOf(finding));
  }
  const failed = findings.some(({ result }) => result === 'fail');
  if (command.json) {
    process.stdout.write(
      `${JSON.stringify({ version: relayVersion(), failed, checks: findings }, null, 2)}\n`,
    );
  }
  if (failed) process.exitCode = 1;
}

async function* allFindings(
  { url }: DoctorCommand,
  invocation: Invocation,
  options: Options,
): AsyncGenerator<Finding> {
  yield givenOptions(invocation);
  // Without a folder, only the secrets end with the relay: the rooms are in Redis.
  if (options.redis === undefined || options.data !== inMemory) yield* checkDataFolder(options.data);
  if (options.redis !== undefined) yield* checkRedis(options.redis);
  yield* checkAttachments(options, url);
  yield* checkClock(options.data);
  yield* checkSettings(options, invocation, url);
  if (url !== undefined) yield* checkUrl(url, options);
}
