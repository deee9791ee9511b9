const circle = 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18';

/** The icons of Unicode's groups, as paths for `icon()`, in the order in which the files have them. */
export const groupIcons = [
  // Smileys
  `${circle}M8 14.5a4.8 4.8 0 0 0 8 0M9 9.5h.01M15 9.5h.01`,
  // People
  'M5 21v-1a7 7 0 0 1 14 0v1M12 3.5a4 4 0 1 1 0 8 4 4 0 0 1 0-8',
  // Animals and plants
  'M6 18C4 9 9 4 20 4c0 11-5 16-14 14M4 21c1-5 4-8 9-10',
  // Food and drink
  'M5 9h12v6a5 5 0 0 1-5 5h-2a5 5 0 0 1-5-5zM17 10h1.5a2.5 2.5 0 0 1 0 5H17M9 3v2M13 3v2',
  // Travel and places
  'M12 21c5-5.5 7-8.5 7-11.5a7 7 0 0 0-14 0c0 3 2 6 7 11.5M12 7a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5',
  // Activities
  `${circle}M12 3v18M3 12h18M5.6 5.6c3.5 3.5 3.5 9.3 0 12.8M18.4 5.6c-3.5 3.5-3.5 9.3 0 12.8`,
  // Objects
  'M9 18h6M10 21h4M8.5 15c-2-1.5-3-3.3-3-5.5a6.5 6.5 0 0 1 13 0c0 2.2-1 4-3 5.5',
  // Symbols
  'M12 20S4 15 4 9.5A4.3 4.3 0 0 1 12 7a4.3 4.3 0 0 1 8 2.5c0 5.5-8 10.5-8 10.5',
  // Flags
  'M5 21V4h14l-3 4.5 3 4.5H5',
];
