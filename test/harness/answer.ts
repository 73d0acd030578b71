/** What the fake sends back. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  const type = { 'content-type': 'application/json; charset=utf-8' };
  return { status, headers: { ...type, ...headers }, body: Buffer.from(JSON.stringify(value)) };
}

export function bare(status: number, headers: Readonly<Record<string, string>> = {}): Answer {
  return { status, headers, body: Buffer.alloc(0) };
}

/** A refusal in the shape of GitHub's REST API. */
export function refusal(status: number, message: string): Answer {
  return json(status, { message, documentation_url: 'https://docs.github.com/rest', status: String(status) });
}

/** A refusal in the shape of the results service, which speaks twirp. */
export function twirpError(status: number, code: string, msg: string): Answer {
  return json(status, { code, msg });
}
