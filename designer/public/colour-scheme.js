// Sets the colour scheme before anything is painted, so that dark pages do not flash white. A file of its own: the content
// policy allows no inline scripts.
(() => {
  const chosen = window.localStorage.getItem('cadenza-colour-scheme');
  const dark = chosen === 'dark' || (chosen !== 'light' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.setAttribute('data-mantine-color-scheme', dark ? 'dark' : 'light');
})();
