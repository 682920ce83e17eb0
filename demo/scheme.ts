/** Light or dark, for this page and the frames in it. Kept in the page only: the demo stores nothing either. */
function followScheme(button: HTMLButtonElement): void {
  let dark = matchMedia('(prefers-color-scheme: dark)').matches;
  const show = (): void => {
    button.textContent = dark ? 'Light' : 'Dark';
    const frames = [...document.querySelectorAll('iframe')].map(({ contentDocument }) => contentDocument);
    for (const page of [document, ...frames]) {
      if (page) page.documentElement.style.colorScheme = dark ? 'dark' : 'light';
    }
  };
  button.addEventListener('click', () => {
    dark = !dark;
    show();
  });
  for (const frame of document.querySelectorAll('iframe')) frame.addEventListener('load', show);
  show();
}

followScheme(document.querySelector<HTMLButtonElement>('#scheme')!);
