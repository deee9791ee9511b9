// Loaded into a relay before anything else: makes the alterations that ALTERATIONS names.
import { register } from 'node:module';

const names = (process.env.ALTERATIONS ?? '').split(',').filter(Boolean);
register('./alter-hooks.mjs', import.meta.url, { data: names });
