/** What a plan does that nothing in the declaration asks for, in whichever stack it is. */
export interface Forced {
  /** Containers that are made anew. */
  readonly replace: readonly string[];
  /** Logins that are written anew, by their addresses. */
  readonly logins?: readonly string[];
  /** Variables by their names. */
  readonly variables: Readonly<Record<string, string>>;
}

export const NOTHING_FORCED: Forced = { replace: [], variables: {} };
