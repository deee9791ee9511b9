#!/usr/bin/env node
import { parseInvocation } from './options/flags.ts';
import { usage, UsageError } from './options/usage.ts';
import { relayVersion } from '../lifecycle-log.ts';

try {
  const invocation = parseInvocation(process.argv.slice(2), process.env);
  if (invocation.help) process.stdout.write(usage());
  else if (invocation.version) process.stdout.write(`${relayVersion()}\n`);
  else if (invocation.command?.action === 'doctor') {
    const { runDoctor } = await import('./doctor/doctor.ts');
    await runDoctor(invocation.command, invocation);
  } else if (invocation.command) {
    // Each loads only the modules that it needs: loading them is most of the time that a short command takes.
    const { runDataCommand } = await import('./data-commands.ts');
    await runDataCommand(invocation.command, invocation);
  } else {
    const { serve } = await import('./serve.ts');
    await serve(invocation);
  }
} catch (error) {
  process.stderr.write(`realtime-chat-relay: ${error instanceof Error ? error.message : String(error)}\n`);
  if (error instanceof UsageError) process.stderr.write('Try --help.\n');
  process.exitCode = error instanceof UsageError ? 2 : 1;
}
