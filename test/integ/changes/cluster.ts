import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import type { Admin, Kafka } from 'kafkajs';
import { administrator } from '../../../runtime/kafka/kafka-admin';
import { Checkout } from '../support/checkout';
import { expectSuccess } from '../support/outcome';
import { edited } from '../support/edited';

export const NAME = 'iroll';
export const RESOURCES = `${NAME}-resources`;

/** A small cluster of three brokers on one ZooKeeper node, whose servers, topics, users and rights change. */
export class ChangingCluster {
  public checkout!: Checkout;
  public kafka!: Kafka;
  public admin!: Admin;

  public async start(): Promise<void> {
    this.checkout = await Checkout.make(NAME, 27_092);
    // What watches, and what shows, is not of the servers' stack.
    this.checkout.environment['KAFKA_MONITORING'] = 'off';
    this.checkout.environment['KAFKA_CONSOLE'] = 'off';
    mkdirSync(this.checkout.path('out'), { recursive: true });
    this.declare((main) => edited(main, 'nodes: 3', 'nodes: 1'));
    await this.deploy();
    await this.connect();
  }

  /** Connects as the administrator, to where the brokers are by now. */
  public async connect(): Promise<void> {
    this.kafka = await administrator(this.checkout.manifest, this.checkout.path('out', 'clients'));
    this.admin = this.kafka.admin();
    await this.admin.connect();
  }

  public async remove(): Promise<void> {
    await this.admin.disconnect();
    await this.checkout.removeEverything();
    this.checkout.removeFolder();
  }

  /** Changes what is declared; it is not synthesized yet. */
  public declare(change: (main: string) => string): void {
    const file = this.checkout.path('main.ts');
    writeFileSync(file, change(readFileSync(file, 'utf8')));
  }

  public async deploy(): Promise<void> {
    expectSuccess(await this.checkout.npm('deploy'));
  }

  public async synthesize(): Promise<void> {
    expectSuccess(await this.checkout.npm('synth'));
  }
}
