import { compareStates } from './support/compare-states.ts';

compareStates('right-to-left', 'ar');
