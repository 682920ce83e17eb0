/** Defines an element once. Two copies of the library on one page do not fight: the first one stays. */
export const VERSION = '0.1.0';

const warned = new Set<string>();

export function define(tag: string, element: CustomElementConstructor & { dmVersion?: string }): void {
  const defined: (CustomElementConstructor & { dmVersion?: string }) | undefined = customElements.get(tag);
  if (!defined) {
    element.dmVersion = VERSION;
    customElements.define(tag, element);
  } else if (defined.dmVersion !== VERSION && !warned.has(tag)) {
    warned.add(tag);
    console.warn(
      `dm-elements: <${tag}> is defined already (${defined.dmVersion ?? 'by something else'}); ${VERSION} is not used.`,
    );
  }
}
