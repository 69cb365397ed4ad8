/** The client's side of one login by SASL. */
export interface SaslExchange {
  first(): string;
  /** The answer to the server's challenge, or undefined where there is nothing to say to it; absent where the first message is all. */
  answer?(challenge: string): string | undefined;
  /** Whether the server has shown in its last message that it knows the secret, too. */
  trusts?(final: string): boolean;
}
