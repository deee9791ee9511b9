import { type Theme, themes } from './themes.js';

/**
 * Fills a group with a swatch for each theme.
 *
 * @param onChoice gets the theme that the visitor has chosen, and the one before it
 */
export function showThemes(group: Element, onChoice: (theme: Theme, previous: Theme) => void): void {
  let chosen: Theme = {};
  for (const [name, theme] of Object.entries(themes)) {
    const label = document.createElement('label');
    const input = document.createElement('input');
    Object.assign(input, { className: 'unseen', type: 'radio', name: 'theme', checked: name === 'Sky' });
    const swatch = document.createElement('i');
    applyTheme(swatch, theme, {});
    label.append(input, swatch, name);
    group.append(label);
    input.addEventListener('change', () => {
      onChoice(theme, chosen);
      chosen = theme;
    });
  }
}

export function applyTheme(element: HTMLElement, theme: Theme, previous: Theme): void {
  for (const property of Object.keys(previous)) element.style.removeProperty(property);
  for (const [property, value] of Object.entries(theme)) element.style.setProperty(property, value);
}

/** The theme in a style sheet: a line for each property. */
export function declarationsOf(theme: Theme): string {
  return Object.entries(theme)
    .map(([property, value]) => `    ${property}: ${value};\n`)
    .join('');
}
