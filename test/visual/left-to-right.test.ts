import { compareStates } from './support/compare-states.ts';

compareStates('left-to-right', 'en');
