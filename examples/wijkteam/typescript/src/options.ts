/** The values of the command line, by their names. */
export type Values = Record<string, string | boolean | (string | boolean)[] | undefined>;

/** Answers an option that has a text; empty where it was left out. */
export function text(values: Values, name: string): string {
  const value = values[name];
  return typeof value === 'string' ? value : '';
}

/** Answers an option that is a number of seconds, in milliseconds. */
export function seconds(values: Values, name: string): number {
  const value = Number(text(values, name));
  if (!(value > 0)) {
    throw new Error(`--${name} is a number of seconds`);
  }
  return value * 1000;
}
