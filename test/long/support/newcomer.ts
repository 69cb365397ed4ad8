import type { Kafka } from 'kafkajs';
import { Duration } from '../../../model/units/duration';
import { reasonOf } from '../../../proof/workload/load';
import { quietly } from '../../../runtime/kafka/kafka-admin';
import { pause } from '../../../runtime/wait';
import { isTurnedAway } from './two-writers';

const EVERY = Duration.milliseconds(500);

/** Logs in once. */
export async function logIn(kafka: Kafka): Promise<void> {
  const admin = kafka.admin();
  await admin.connect().finally(() => quietly(admin.disconnect()));
}

/** A client that logs in anew all the time: those that write hold their connections, and meet a change of credentials late or never. */
export class Newcomer {
  private logins = 0;
  private readonly turnedAway: string[] = [];
  private ended = false;
  private readonly coming: Promise<void>;

  /** @param kafka with the files that it was made of, whatever becomes of them */
  public constructor(private readonly kafka: Kafka) {
    this.coming = this.run();
  }

  /** Ends, and must have been let in each time that a broker has answered. */
  public async expectLetIn(): Promise<void> {
    this.ended = true;
    await this.coming;
    expect(this.turnedAway).toEqual([]);
    expect(this.logins).toBeGreaterThan(5);
  }

  private async run(): Promise<void> {
    while (!this.ended) {
      const next = pause(EVERY);
      try {
        await logIn(this.kafka);
        this.logins++;
      } catch (error) {
        const reason = reasonOf(error);
        if (isTurnedAway(reason)) {
          this.turnedAway.push(`${new Date().toISOString()} ${reason}`);
        }
      }
      await next;
    }
  }
}
