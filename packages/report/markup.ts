import { visible } from './visible.ts';

/** HTML that is safe to write. Only `html` makes it, so text from outside is always escaped. */
export class Markup {
  readonly source: string;
  private constructor(source: string) {
    this.source = source;
  }
  static of(template: TemplateStringsArray, values: readonly Content[]): Markup {
    return new Markup(String.raw({ raw: template }, ...values.map(render)));
  }
  /** The content of `<style>` and `<script>` is no text to the parser: only for what this package holds itself. */
  static own(source: string): Markup {
    return new Markup(source);
  }
}

export type Content = Markup | string | number | null | readonly Content[];

/** html`<td>${anything}</td>`: strings are escaped for text and for quoted attributes, null is nothing. */
export function html(template: TemplateStringsArray, ...values: readonly Content[]): Markup {
  return Markup.of(template, values);
}

function render(value: Content): string {
  if (value === null) return '';
  if (value instanceof Markup) return value.source;
  if (typeof value === 'object') return value.map(render).join('');
  return visible(String(value)).replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/**
 * JSON for `<script type="application/json">`: nothing in it can end the element or open a comment, and
 * `JSON.parse` gives the value back (HTML, 4.12.1.3).
 */
export function json(value: unknown): Markup {
  const unit = (sign: string) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return Markup.own(JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, unit));
}
