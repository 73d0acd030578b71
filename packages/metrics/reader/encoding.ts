/** Text in UTF-16, as Excel and PowerShell write it with a byte order mark, comes out as UTF-8; the rest as it is. */
export async function* inUtf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let decoder: ReturnType<typeof utf16> | undefined;
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    decoder ??= utf16(chunk);
    yield decoder === null ? chunk : encoder.encode(decoder.decode(chunk, { stream: true }));
  }
  if (decoder) yield encoder.encode(decoder.decode());
}

function utf16([first, second]: Uint8Array) {
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le');
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be');
  return null;
}
