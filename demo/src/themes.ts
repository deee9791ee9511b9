/** Custom properties and their values, as a page would set them on the element. */
export type Theme = Record<string, string>;

export const themes: Record<string, Theme> = {
  Sky: {},
  Garden: {
    '--chat-accent': 'light-dark(#2f6b3a, #8fd19e)',
    '--chat-surface': 'light-dark(#fbfaf5, #171c17)',
    '--chat-text': 'light-dark(#20281f, #e9efe6)',
    '--chat-own': 'light-dark(#2f6b3a, #356f41)',
    '--chat-on-own': '#fbfaf5',
  },
  Coral: {
    '--chat-accent': 'light-dark(#c2384a, #ff9aa5)',
    '--chat-own': 'light-dark(#c2384a, #b53547)',
    '--chat-on-own': '#fff',
    '--chat-radius': '6px',
  },
  Midnight: {
    'color-scheme': 'dark',
    '--chat-accent': '#a78bfa',
    '--chat-surface': '#0f0b1e',
    '--chat-text': '#ebe7f7',
    '--chat-own': '#6246d6',
    '--chat-on-own': '#fff',
  },
  Paper: {
    '--chat-accent': 'light-dark(#8a3324, #e7a799)',
    '--chat-surface': 'light-dark(#fdfbf6, #1d1a16)',
    '--chat-text': 'light-dark(#2b2620, #ece5da)',
    '--chat-own': 'light-dark(#8a3324, #96483a)',
    '--chat-on-own': '#fff',
    '--chat-font': "Georgia, 'Times New Roman', serif",
    '--chat-radius': '2px',
  },
};
