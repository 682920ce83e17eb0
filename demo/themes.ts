/** The themes of `styles/themes.css`, which a page that shows them has linked: their names stand there and nowhere else. */

function rules(): ReadonlyMap<string, CSSStyleRule> {
  const found = new Map<string, CSSStyleRule>();
  for (const { cssRules } of document.styleSheets) {
    for (const rule of cssRules) {
      const [, name] = rule instanceof CSSStyleRule ? (/^\.theme-([\w-]+)$/.exec(rule.selectorText) ?? []) : [];
      if (name) found.set(name, rule as CSSStyleRule);
    }
  }
  return found;
}

/** Every theme as a choice, after the one that is none. */
export function offerThemes(field: HTMLSelectElement): void {
  field.append(new Option('default', ''), ...[...rules().keys()].map((name) => new Option(name, name)));
}

/** What a theme sets, by the name of the token. */
export function themeTokens(name: string): ReadonlyMap<string, string> {
  const style = rules().get(name)?.style;
  return new Map([...(style ?? [])].map((token) => [token, style!.getPropertyValue(token).trim()]));
}
