/** The provider above an element, out of every shadow root that is between; it may not be defined yet. */
export function closestProvider(element: Element): Element | null {
  const found = element.closest('dm-provider');
  const root = element.getRootNode();
  return found ?? (root instanceof ShadowRoot ? closestProvider(root.host) : null);
}
