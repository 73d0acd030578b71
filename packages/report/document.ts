import { createHash } from 'node:crypto';
import { type Content, html, json, Markup } from './markup.ts';
import { SCRIPT } from './script.ts';

interface Leaf {
  readonly title: string;
  readonly style: string;
  readonly content: Content;
  /** headings one can go to, by their ids */
  readonly sections?: readonly (readonly [id: string, title: string])[];
  readonly footer: Content;
  /** what goes with a script, if the page has one */
  readonly scripted: Content;
  readonly policy: string;
}

/**
 * A verdict's report as one HTML file that opens from disk: nothing is fetched, and its content security policy allows
 * only the style and the script it holds, by their digests. The verdict is in it as JSON, in `#verdict`.
 */
export function verdictDocument(
  verdict: unknown,
  page: Pick<Leaf, 'title' | 'style' | 'content' | 'sections'>,
): string {
  const scripted = html`<script type="application/json" id="verdict">${json(verdict)}</script>
<script>${Markup.own(SCRIPT)}</script>
`;
  const footer = html`Made by mlops. The verdict is in this file as JSON, in the element <code>#verdict</code>.`;
  const policy = policyOf(`style-src ${digestOf(page.style)}`, `script-src ${digestOf(SCRIPT)}`);
  return written({ ...page, footer, scripted, policy });
}

/** A page of the same kind in which no script runs. */
export function plainDocument(page: Pick<Leaf, 'title' | 'style' | 'content' | 'footer'>): string {
  return written({ ...page, scripted: null, policy: policyOf(`style-src ${digestOf(page.style)}`) });
}

function written({ title, style, content, sections = [], footer, scripted, policy }: Leaf): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8"/>
<meta http-equiv="Content-Security-Policy" content="${policy}"/>
<meta name="viewport" content="width=device-width, initial-scale=1"/>
<meta name="referrer" content="no-referrer"/>
<title>${title}</title>
<style>${Markup.own(style)}</style>
</head>
<body>
${contents(sections)}<main id="main" tabindex="-1">
${content}
</main>
<footer>${footer}</footer>
${scripted}</body>
</html>
`.source;
}

/** Where to go in a long page, and the way past it. */
function contents(sections: NonNullable<Leaf['sections']>): Content {
  if (sections.length === 0) return null;
  const links = sections.map(([id, title]) => html`<li><a href="#${id}">${title}</a></li>`);
  return html`<a class="skip" href="#main">Skip to the verdict</a>
<nav aria-label="Sections"><ul>${links}</ul></nav>
`;
}

function policyOf(...allowed: readonly string[]): string {
  return ["default-src 'none'", ...allowed, "base-uri 'none'", "form-action 'none'"].join('; ');
}

function digestOf(source: string): string {
  return `'sha256-${createHash('sha256').update(source).digest('base64')}'`;
}

/** What there is to know besides, as a section; nothing where there is nothing. */
export function notesSection(notes: readonly string[]): Content {
  if (notes.length === 0) return null;
  return html`<section aria-labelledby="notes"><h2 id="notes">Notes</h2>
<ul class="notes">${notes.map((note) => html`<li>${note}</li>`)}</ul></section>`;
}
