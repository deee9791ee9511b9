import * as v from 'valibot';
import { get, type Reply } from './requests.ts';

const healthSchema = v.object({
  status: v.literal('ok'),
  version: v.string(),
  address: v.string(),
  proxy: v.picklist(['none', 'trusted', 'untrusted']),
});

/** What a running relay tells of itself, and of the client that asks. */
export type Health = v.InferOutput<typeof healthSchema>;

/** @param headers beside those that ask for JSON */
export function askForHealth(url: URL, headers: Record<string, string> = {}): Promise<Reply> {
  return get(new URL('healthz', url), { ...headers, Accept: 'application/json' });
}

/** Undefined if something else than a relay of this version has answered. */
export function healthIn({ status, body }: Reply): Health | undefined {
  try {
    const parsed = v.safeParse(healthSchema, JSON.parse(body.toString()));
    return status === 200 && parsed.success ? parsed.output : undefined;
  } catch {
    return undefined;
  }
}
