/** The look of the web app, without its files: these pages are read by people who never sign in. */
const styles = `:root { color-scheme: light dark; --bg: #f7f7f5; --panel: #fff; --line: #e6e4df; --control: #8c877d; --text: #1f1e1b; --soft: #65625b; --accent: #4338ca; --on-accent: #fff; --green: #166f35; --green-soft: #e6f5ea; }
@media (prefers-color-scheme: dark) {
  :root { --bg: #161614; --panel: #1e1d1b; --line: #32302c; --control: #858178; --text: #ecebe7; --soft: #a8a49b; --accent: #a5b0fc; --on-accent: #161614; --green: #86efac; --green-soft: #16301e; }
}
body { font: 15px/1.55 system-ui, sans-serif; margin: 0; padding: 2rem 1rem; background: var(--bg); color: var(--text); }
main { box-sizing: border-box; max-width: 46rem; margin: 0 auto; padding: 1.5rem 1.75rem; background: var(--panel); border: 1px solid var(--line); border-radius: 12px; }
main.narrow { max-width: 34rem; }
h1 { margin: 0 0 0.75rem; font-size: 1.35rem; line-height: 1.25; }
h2 { margin: 2rem 0 0.5rem; font-size: 1.05rem; }
a { color: var(--accent); }
small { color: var(--soft); }
table { border-collapse: collapse; width: 100%; }
td, th { text-align: left; padding: 0.35rem 0.75rem 0.35rem 0; border-bottom: 1px solid var(--line); vertical-align: top; overflow-wrap: anywhere; }
td:first-child { width: 4.5rem; }
td:nth-child(2) { width: 45%; }
table.amounts td:first-child { width: auto; }
.amount { text-align: right; white-space: nowrap; padding-right: 0; font-variant-numeric: tabular-nums; }
code { font-size: 0.87em; }
form { margin: 1rem 0; }
fieldset { margin: 0 0 1rem; padding: 0.25rem 1rem; border: 1px solid var(--line); border-radius: 8px; }
legend { padding: 0 0.35rem; font-weight: 600; }
label { display: flex; gap: 0.5rem; align-items: center; font-weight: 500; }
label ~ small { display: block; margin-left: 1.65rem; }
input[type="checkbox"] { width: 1.1rem; height: 1.1rem; margin: 0; accent-color: var(--accent); }
textarea, select, input:not([type="checkbox"]) { font: inherit; display: block; box-sizing: border-box; width: 100%; margin-top: 0.25rem; padding: 0.5rem 0.7rem; border: 1px solid var(--control); border-radius: 8px; background: var(--panel); color: var(--text); }
.actions { display: flex; flex-wrap: wrap; gap: 0.6rem; }
.actions button { flex: 1 1 7rem; }
button { font: inherit; font-weight: 550; min-height: 2.4rem; padding: 0 1.1rem; border: 1px solid var(--control); border-radius: 8px; background: var(--panel); color: var(--text); cursor: pointer; }
button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); }
a:focus-visible, button:focus-visible, input:focus-visible, textarea:focus-visible, select:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
[role="alert"] { padding: 0.5rem 0.9rem; border: 1px solid var(--control); border-radius: 8px; }
[role="status"] { padding: 0.5rem 0.9rem; border-radius: 8px; background: var(--green-soft); color: var(--green); }
[role="status"].ended { border: 1px solid var(--line); background: var(--bg); color: var(--text); }
`;

type PageParts = {
  readonly title: string;
  readonly body: string;
  readonly language?: string;
  /** For a few lines and a button. */
  readonly narrow?: boolean;
};

/** A small page of our own: `body` is markup, `title` text. */
export function page({ title, body, language = 'en', narrow = false }: PageParts): string {
  return `<!doctype html>
<html lang="${escapeHtml(language)}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>
${styles}</style>
</head>
<body>
<main${narrow ? ' class="narrow"' : ''}>
<h1>${escapeHtml(title)}</h1>
${body}
</main>
</body>
</html>
`;
}

/** Text as it may stand in markup and attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
