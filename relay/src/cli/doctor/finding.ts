/** `fail` ends the command with exit code 1. */
export type Result = 'ok' | 'warn' | 'fail';

/** The result of one check. */
export interface Finding {
  /** The name of the check. */
  check: string;
  result: Result;
  /** What was found, in sentences. */
  message: string;
  /** What to change: a flag with its value, or a command. Absent if nothing has to be changed. */
  change?: string;
}

export function ok(check: string, message: string): Finding {
  return { check, result: 'ok', message };
}

export function warn(check: string, message: string, change: string): Finding {
  return { check, result: 'warn', message, change };
}

export function fail(check: string, message: string, change: string): Finding {
  return { check, result: 'fail', message, change };
}

/** A finding as one line of text. */
export function lineOf({ check, result, message, change }: Finding): string {
  const sentence = change === undefined ? message : `${message} To change: ${change}`;
  return `${result.padEnd(4)}  ${check.padEnd(11)}  ${sentence}\n`;
}
