import { describe, expect, test } from 'vitest';
import { Mistake } from '#kit/outcome';
import { demandDiscreet, type Machine, portable } from './discretion.ts';

const VALUE = 'hunter2-and-more';

/** Subject and whole text of each problem; none when the value may be recorded. */
function problems(
  value: unknown,
  env: Readonly<Record<string, string>>,
  masked: readonly string[] = [],
): readonly string[] {
  try {
    demandDiscreet(value, 'parameters', env, masked);
    return [];
  } catch (error) {
    if (!(error instanceof Mistake)) throw error;
    expect(error.message).not.toContain(VALUE);
    return error.problems.map(({ subject }) => subject);
  }
}

describe('a value that would be recorded', () => {
  test.each([
    ['API_TOKEN'],
    ['HF_TOKEN'],
    ['token'],
    ['npm_config__authToken'],
    ['CLIENT_SECRET'],
    ['SECRETS_JSON'],
    ['PGPASSWORD'],
    ['DB_PASSWD'],
    ['KEY_PASSPHRASE'],
    ['AZURE_CREDENTIALS'],
    ['SSH_PRIVATE_KEY'],
    ['WANDB_API_KEY'],
    ['OPENAI_APIKEY'],
    ['AWS_SECRET_ACCESS_KEY'],
    ['AWS_ACCESS_KEY_ID'],
    ['INPUT_GITHUB-TOKEN'],
  ])('may not hold the value of %s', (name) => {
    expect(problems({ db: { password: VALUE } }, { [name]: VALUE })).toEqual(['parameters.db.password']);
  });

  test.each([
    ['TOKENIZERS_PARALLELISM'],
    ['MAX_TOKENS'],
    ['PWD'],
    ['SSH_AUTH_SOCK'],
    ['MONKEY'],
    ['KEYBOARD_LAYOUT'],
    ['POSTGRES_PASSWORD_FILE'],
    ['GOOGLE_APPLICATION_CREDENTIALS'],
    ['MODEL_NAME'],
  ])('may hold that of %s', (name) => {
    expect(problems({ lr: VALUE }, { [name]: VALUE })).toEqual([]);
  });

  const env = {
    API_TOKEN: `${VALUE}\n`,
    PIN_SECRET: '12345678',
    SHORT_SECRET: '1234567',
    URL_SECRET: 'a/b c+d=%',
  };
  test.each<[string, unknown, string[]]>([
    ['as a whole', VALUE, ['parameters']],
    ['inside of a text', { url: `https://me:${VALUE}@host/` }, ['parameters.url']],
    ['as an address spells it', { url: 'https://me:a%2Fb%20c%2Bd%3D%25@host/' }, ['parameters.url']],
    ['in a list', { keys: ['a', [VALUE]] }, ['parameters.keys.1.0']],
    ['as a name, which is not shown', { [VALUE]: 1 }, ['parameters.***']],
    ['below such a name', { [VALUE]: { again: VALUE } }, ['parameters.***', 'parameters.***.again']],
    ['as a number', { pin: 12345678 }, ['parameters.pin']],
    ['in several places', { a: VALUE, b: { c: VALUE } }, ['parameters.a', 'parameters.b.c']],
    ['not: a number with the same digits inside', { rows: 9123456789 }, []],
    ['not: of fewer than eight characters', { a: '1234567' }, []],
    ['not: half of it', { a: VALUE.slice(1) }, []],
    ['not: nothing, true, an empty list', { a: null, b: true, c: [], d: {} }, []],
  ])('is found %s', (_where, value, places) => {
    expect(problems(value, env)).toEqual(places);
  });

  test('is told by its place, its variable and what to do instead', () => {
    const refuse = () =>
      demandDiscreet({ db: { password: VALUE } }, 'parameters', { DB_PASSWORD: VALUE }, []);
    expect(refuse).toThrow(
      'parameters.db.password: holds the value of the environment variable DB_PASSWORD, which looks like a secret, and would be recorded. Declare its name (env: [DB_PASSWORD]) and read it in the command; then only its digest is recorded.',
    );
  });

  test('may not hold what is masked, whoever said so', () => {
    expect(problems({ a: VALUE }, {}, [VALUE, ''])).toEqual(['parameters.a']);
    expect(() => demandDiscreet(VALUE, 'train.run', {}, [VALUE])).toThrow(
      'train.run: holds a value that is masked as a secret, and would be recorded. Hand it over in a variable,',
    );
  });

  test('that holds itself is looked at once', () => {
    const circle: Record<string, unknown> = { a: VALUE };
    circle['again'] = circle;
    expect(problems(circle, { API_TOKEN: VALUE })).toEqual(['parameters.a']);
  });
});

const machine: Machine = { workspace: '/home/zaphod/work/flights', home: '/home/zaphod', user: 'zaphod' };

describe('a path of this machine', () => {
  test.each([
    ['/home/zaphod/work/flights', '<workspace>'],
    ['/home/zaphod/work/flights/', '<workspace>/'],
    ['/home/zaphod/work/flights/data/a.csv', '<workspace>/data/a.csv'],
    ['/home/zaphod/cache', '<home>/cache'],
    ['/home/zaphod', '<home>'],
    ['/home/zaphod/work/flights-2/x', '<home>/work/flights-2/x'],
    ['/home/zaphod/work/flights.old', '<home>/work/flights.old'],
    ['~zaphod/cache', '<home>/cache'],
    [
      'python /home/zaphod/work/flights/train.py --out=/home/zaphod/out',
      'python <workspace>/train.py --out=<home>/out',
    ],
    ['file:///home/zaphod/cache', 'file://<home>/cache'],
    ['gcc -I/home/zaphod/include', 'gcc -I<home>/include'],
    ['"/home/zaphod/a b":/home/zaphod', '"<home>/a b":<home>'],
    ['It lies in /home/zaphod.', 'It lies in <home>.'],
    ['/mnt/scratch/zaphod/run', '/mnt/scratch/<user>/run'],
    ['/mnt/zaphod', '/mnt/<user>'],
    ['/mnt/home/zaphod/x', '/mnt/home/<user>/x'],
  ])('%s is written %s', (said, written) => {
    expect(portable({ path: said }, 'parameters', machine)).toEqual({
      value: { path: written },
      places: ['parameters.path'],
    });
  });

  test.each([
    ['data/flights'],
    ['../flights'],
    ['/home/zaphodb/x'],
    ['/mnt/data/flights'],
    ['a/home/zaphod/x'],
    ['a/zaphod/x'],
    ['https://github.com/zaphod/flights'],
    ['s3://zaphod/flights'],
    ['~/cache'],
    ['zaphod'],
    ['/'],
    [''],
  ])('%s is none, and stays', (said) => {
    expect(portable([said, 1, null, true], 'parameters', machine)).toEqual({
      value: [said, 1, null, true],
      places: [],
    });
  });

  test('is replaced at every depth, in names too, each place told once', () => {
    const value = { a: [{ b: '/home/zaphod/x' }], '/home/zaphod/y': { c: '/home/zaphod/z:/home/zaphod' } };
    expect(portable(value, 'section', machine)).toEqual({
      value: { a: [{ b: '<home>/x' }], '<home>/y': { c: '<home>/z:<home>' } },
      places: ['section.a.0.b', 'section.<home>/y', 'section.<home>/y.c'],
    });
  });

  test.each<[string, Partial<Machine>, string, string]>([
    [
      'a home folder below the checkout',
      { home: '/w/home', workspace: '/w' },
      '/w/home/a:/w/b',
      '<home>/a:<workspace>/b',
    ],
    [
      'a name below the checkout, which is the project’s',
      { workspace: '/w' },
      '/w/zaphod/x',
      '<workspace>/zaphod/x',
    ],
    ['a home folder that is the root of the disk', { home: '/' }, '/etc/x', '/etc/x'],
    ['no home folder', { home: null }, '/home/zaphod/x', '/home/<user>/x'],
    [
      'an account that is no person',
      { home: '/root', user: 'root' },
      '/root/x:/mnt/root',
      '<home>/x:/mnt/root',
    ],
    ['no user', { user: null }, '/mnt/zaphod', '/mnt/zaphod'],
    ['signs that patterns have', { home: '/h/a+b (c)' }, '/h/a+b (c)/x', '<home>/x'],
    [
      'Windows',
      { workspace: 'C:\\w', home: 'C:\\Users\\z' },
      'C:\\w\\a C:/w/b C:\\Users\\z',
      '<workspace>\\a <workspace>/b <home>',
    ],
  ])('is told apart with %s', (_what, changes, said, written) => {
    expect(portable(said, 'x', { ...machine, ...changes }).value).toBe(written);
  });

  test('two people who write the same have the same', () => {
    const of = (user: string) => {
      const home = `/home/${user}`;
      const value = { run: `${home}/w/train.sh`, cache: `/scratch/${user}/c` };
      return portable(value, 'section', { home, user, workspace: `${home}/w` }).value;
    };
    expect(of('zaphod')).toEqual(of('trillian'));
  });

  test('in a value that holds itself does not go round for ever', () => {
    const circle: Record<string, unknown> = { a: '/home/zaphod' };
    circle['again'] = circle;
    expect(portable(circle, 'x', machine).places).toEqual(['x.a']);
  });
});
