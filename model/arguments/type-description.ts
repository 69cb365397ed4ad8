/** A type of the public API, as data: what a value must be. */
export type TypeDescription =
  | 'string'
  | 'number'
  | 'bigint'
  | 'boolean'
  | 'function'
  /** Somebody else's, such as a construct. */
  | 'object'
  | { readonly literals: readonly (string | number)[] }
  | { readonly anyOf: readonly TypeDescription[] }
  | { readonly list: TypeDescription }
  | { readonly map: TypeDescription; readonly keys: 'string' | 'number' }
  /** Of a class, by its name. */
  | { readonly instance: string }
  /** An interface, by its name. */
  | { readonly props: string };

/** A property of an interface. */
export interface Prop {
  readonly type: TypeDescription;
  readonly optional?: boolean;
}

/** A parameter of a constructor (`KafkaCluster`), a factory (`Listener.published`) or a method (`Topic#grant`). */
export interface Parameter extends Prop {
  readonly name: string;
}

/** What the public API takes. */
export interface Signatures {
  readonly callables: Readonly<Record<string, readonly Parameter[]>>;
  readonly interfaces: Readonly<Record<string, Readonly<Record<string, Prop>>>>;
}
