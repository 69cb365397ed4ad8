export { removeTestClusters, startKafka } from './start-kafka';
export { TestKafka, type TestKafkaUser } from './test-kafka';
export type { TestKafkaProps, TestTopicProps, TestUserProps } from './test-kafka-props';
