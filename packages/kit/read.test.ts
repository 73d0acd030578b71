import { expect, test } from 'vitest';
import { declare } from './declaration.ts';
import { choice, fileOrMapping, flag, list, mapping, text, whole } from './field.ts';
import { help, permissionsBlock, readmeTables } from './manifest.ts';
import { Mistake } from './outcome.ts';
import { fromEnvironment, read, type Said, type Sources, unknown } from './read.ts';

const cook = declare({
  name: 'cook',
  description: 'Cook a meal.',
  permissions: { contents: 'read' },
  section: 'cook',
  inputs: {
    dish: text({ description: 'What to cook.', required: true }),
    people: whole({ description: 'For how many.', default: '2' }),
    spicy: flag({ description: 'Whether it burns.', default: 'false' }),
    pan: choice({ description: 'Which pan.', of: ['wok', 'pot'] }),
    herbs: list({ description: 'Which herbs.' }),
    amounts: mapping({ description: 'How much of what.' }),
    recipe: fileOrMapping({ description: 'The recipe.' }),
  },
  outputs: { meal: 'What came of it.' },
  rules: [
    ({ people, pan }) =>
      people > 8 && pan === 'wok' ? { subject: 'pan', what: 'is too small', remedy: 'Take the pot.' } : null,
  ],
});

function sources(line: Record<string, string>, section: Record<string, unknown> = {}): Sources {
  const said = (entries: [string, unknown][], where: string, key: 'text' | 'value') =>
    new Map(
      entries.map(([name, value]): [string, Said] => [
        name,
        { where, said: key === 'text' ? { text: String(value) } : { value } },
      ]),
    );
  return {
    line: said(Object.entries(line), 'with:', 'text'),
    section: said(Object.entries(section), 'mlops.yml:3:5', 'value'),
  };
}

function problems(given: Sources): string[] {
  try {
    read(cook, given);
  } catch (error) {
    if (error instanceof Mistake) return error.message.split('\n');
    throw error;
  }
  return [];
}

test('texts become values, defaults fill in, and empty counts as not given', () => {
  expect(
    read(
      cook,
      sources({ dish: 'soup', people: '', herbs: 'dill\n\nchives\n', amounts: 'salt=2\npepper=some' }),
    ),
  ).toEqual({
    dish: 'soup',
    people: 2,
    spicy: false,
    pan: undefined,
    herbs: ['dill', 'chives'],
    amounts: { salt: 2, pepper: 'some' },
    recipe: undefined,
  });
});

test('what is said on the line wins over the file, and lists replace lists', () => {
  const values = read(
    cook,
    sources({ people: '4', herbs: 'dill' }, { dish: 'stew', people: 6, herbs: ['bay', 'thyme'] }),
  );
  expect(values).toMatchObject({ dish: 'stew', people: 4, herbs: ['dill'] });
});

test('all mistakes come together, each with value, place and remedy', () => {
  expect(problems(sources({ people: 'many', pna: 'wok' }, { pan: 'oven' }))).toEqual([
    'pna (with:): is no input of cook. Did you mean pan?',
    'dish: is needed and was not given. Give dish: What to cook.',
    'people = "many" (with:): is not a whole number. It takes a whole number: For how many.',
    'pan = "\\"oven\\"" (mlops.yml:3:5): is none of wok, pot. It takes a choice: Which pan.',
  ]);
});

test('a contradiction between inputs is found once each is fine alone, and says where it was said', () => {
  expect(problems(sources({ dish: 'rice', people: '9', pan: 'wok' }))).toEqual([
    'pan (with:): is too small. Take the pot.',
  ]);
});

test('a value that a parser refuses is told with its key', () => {
  const strict = declare({
    name: 'cook',
    description: 'Cook.',
    permissions: {},
    section: null,
    inputs: {
      herbs: list({ description: 'Which herbs.', parse: refuseMint }),
      amounts: mapping({
        description: 'How much.',
        parse: ({ salt }) => refuseMint(String(salt), 'amounts.salt'),
      }),
    },
    outputs: {},
  });
  const said = sources({ herbs: 'dill\nmint', amounts: 'salt=mint' });
  expect(() => read(strict, said)).toThrow(
    'herbs = "mint" (with:): is mint. Take dill.\namounts.salt = "mint" (with:): is mint. Take dill.',
  );
});

function refuseMint(text: string, subject = ''): void {
  if (text === 'mint') throw new Mistake({ subject, what: 'is mint', remedy: 'Take dill.', value: text });
}

test('a secret is not shown in the mistake about it', () => {
  const guarded = declare({
    name: 'guard',
    description: 'Guard.',
    permissions: {},
    section: null,
    inputs: { key: choice({ description: 'The key.', of: ['a'], secret: true }) },
    outputs: {},
  });
  expect(() => read(guarded, sources({ key: 'hunter2' }))).toThrow(/^key \(with:\): is none of a/);
});

test('a name near none is only worth a warning', () => {
  expect(problems(sources({ dish: 'soup', 'something-else': 'x' }))).toEqual([]);
  expect(unknown(cook, sources({ 'something-else': 'x' }).line)).toEqual(['something-else']);
});

test('the runner’s INPUT_ variables are the inputs', () => {
  const found = fromEnvironment({ 'INPUT_GITHUB-TOKEN': 't', INPUT_SEED: '7', PATH: '/bin' });
  expect([...found.keys()]).toEqual(['github-token', 'seed']);
});

test('tables, help and permissions come from the declaration', () => {
  expect(readmeTables(cook)).toContain('| `people` | whole number | `2` | For how many. |');
  expect(
    help(cook, 40)
      .split('\n')
      .every((line) => line.length <= 60),
  ).toBe(true);
  expect(permissionsBlock({ contents: 'read' })).toBe('permissions:\n  contents: read\n');
});
