/** A button that copies what an element says, and says that it has. */
const SAYS_SO_MS = 2_000;

export function copies(button: HTMLElement, source: HTMLElement): void {
  const words = button.textContent;
  let timer = 0;
  const say = (what: string): void => {
    button.textContent = what;
    clearTimeout(timer);
    timer = window.setTimeout(() => (button.textContent = words), SAYS_SO_MS);
  };
  button.addEventListener('click', () => {
    // Not there without https, and a browser may refuse: then it is selected, and a key away.
    const written =
      navigator.clipboard?.writeText(source.textContent ?? '') ?? Promise.reject(new Error('no clipboard'));
    written.then(
      () => say('Copied'),
      () => {
        getSelection()?.selectAllChildren(source);
        say('Selected');
      },
    );
  });
}
