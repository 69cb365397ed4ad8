/** The client's side of one login by SASL. */
export interface SaslExchange {
  first(): string;
  /** The answer to the server's challenge; absent where the first message is all. */
  answer?(challenge: string): string;
  /** Whether the server has shown in its last message that it knows the secret, too. */
  trusts?(final: string): boolean;
}
