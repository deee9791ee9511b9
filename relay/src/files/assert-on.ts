import { Refusal } from '../refusal.ts';

/**
 * A part of the relay that is absent where files are off.
 *
 * @param place begins the message, such as with the field of a request
 * @throws {Refusal} `files_off`
 */
export function assertOn<T>(part: T | undefined, place = ''): T {
  if (part !== undefined) return part;
  throw new Refusal('files_off', `${place}this relay takes no files`);
}
