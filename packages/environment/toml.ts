import { parse, TomlError } from 'smol-toml';
import * as z from 'zod/mini';
import { Mistake } from '#kit/outcome';

/** Reads a lock file that is TOML and has this shape; a mistake says where it is broken. */
export function readToml<T extends z.ZodMiniType>(shape: T, content: string, file: string): z.output<T> {
  const read = z.safeParse(shape, table(content, file));
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const key = issue?.path.join('.') ?? '';
  const what = `is not a lock file that uv can have written: ${key}: ${issue?.message ?? 'is wrong'}`;
  throw new Mistake({ subject: file, what, remedy: 'Lock again.', at: { file } });
}

function table(content: string, file: string): unknown {
  try {
    return parse(content);
  } catch (cause) {
    if (!(cause instanceof TomlError)) throw cause;
    const what = `is not TOML: ${cause.message.split('\n')[0]?.replace('Invalid TOML document: ', '')}`;
    const { line, column } = cause;
    const where = `${file}:${line}:${column}`;
    throw new Mistake(
      { subject: file, what, where, remedy: 'Mend it, or lock again.', at: { file, line, column } },
      { cause },
    );
  }
}
