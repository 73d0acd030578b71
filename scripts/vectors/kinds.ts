/** What a judge function says of a case's input and configuration, by kind of case. */
export type Kinds = Readonly<Record<string, (input: unknown, config: unknown) => Record<string, unknown>>>;
