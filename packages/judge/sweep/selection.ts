import { nearest } from '#kit/nearness';
import { Mistake } from '#kit/outcome';

/** Which rows choose: those where a column says so, a share of the ids, or all of them. */
export type Choosers =
  | { readonly kind: 'column'; readonly column: string; readonly value: string | null }
  | { readonly kind: 'share'; readonly share: number }
  | { readonly kind: 'all' };

/** By what candidates are compared, and which of them is chosen: `select:` in mlops.yml. */
export interface Selection {
  readonly by: string;
  readonly rule: 'best' | 'simplest';
  /** names of the candidates, the simplest first */
  readonly order: readonly string[];
  readonly rows: Choosers;
}

const KEYS = ['by', 'rule', 'order', 'on', 'share'];

/** Reads `select:`; null where it says nothing. Mistake: what it cannot mean, with what it can. */
export function parseSelection(said: Readonly<Record<string, unknown>>): Selection | null {
  const strange = Object.keys(said).find((key) => !KEYS.includes(key));
  if (strange !== undefined) throw unknownKey(strange);
  if (Object.keys(said).length === 0) return null;
  const { by, rule = 'best', on, share } = said;
  if (typeof by !== 'string' || by === '')
    throw wrong('by', 'names no measure', 'Write the measure candidates are compared by, e.g. roc_auc.', by);
  if (rule !== 'best' && rule !== 'simplest')
    throw wrong('rule', 'is neither best nor simplest', 'Write best, or simplest with order:.', rule);
  const order = orderOf(said['order']);
  if (rule === 'simplest' && order.length === 0)
    throw wrong(
      'order',
      'is needed with rule: simplest',
      'Name the candidates, the simplest first.',
      undefined,
    );
  if (on !== undefined && share !== undefined)
    throw wrong(
      'share',
      'stands beside on',
      'Choose by one of them: a column, or a share of the ids.',
      share,
    );
  return { by, rule, order, rows: choosersOf(on, share) };
}

function choosersOf(on: unknown, share: unknown): Choosers {
  if (on !== undefined) {
    const [column = '', ...value] = typeof on === 'string' ? on.split('=') : [];
    if (column.trim() === '')
      throw wrong('on', 'names no column', 'Write a column, or column=value, e.g. split=tuning.', on);
    return {
      kind: 'column',
      column: column.trim(),
      value: value.length === 0 ? null : value.join('=').trim(),
    };
  }
  if (share === undefined) return { kind: 'all' };
  const [, digits, percent] = /^\s*(\d*\.?\d+)\s*(%?)\s*$/.exec(String(share)) ?? [];
  const part = Number(digits ?? Number.NaN) / (percent === '%' ? 100 : 1);
  if (part > 0 && part < 1) return { kind: 'share', share: part };
  throw wrong('share', 'is no share', 'Write a number between 0 and 1, e.g. 0.5.', share);
}

/** A list in mlops.yml; in `with:` names with commas between. */
function orderOf(said: unknown): readonly string[] {
  if (said === undefined) return [];
  const names: unknown[] = Array.isArray(said) ? said : String(said).split(',');
  const order = names.map((name) => String(name).trim()).filter((name) => name !== '');
  const twice = order.find((name, at) => order.indexOf(name) !== at);
  if (twice === undefined) return order;
  throw wrong('order', 'names a candidate twice', 'Name each once, the simplest first.', twice);
}

function unknownKey(key: string): Mistake {
  const meant = nearest(key, KEYS);
  const remedy = `${meant === null ? '' : `Did you mean ${meant}? `}There are: ${KEYS.join(', ')}.`;
  const what = 'is nothing a selection can have';
  return new Mistake({ subject: `select.${key}`, what, remedy, ofKey: true });
}

function wrong(key: string, what: string, remedy: string, value: unknown): Mistake {
  return new Mistake({
    subject: `select.${key}`,
    what,
    remedy,
    ...(value === undefined ? {} : { value: typeof value === 'string' ? value : JSON.stringify(value) }),
  });
}
