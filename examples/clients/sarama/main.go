// sarama: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
package main

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/IBM/sarama"
	"github.com/xdg-go/scram"
)

func main() {
	folder, topic, group := os.Args[1], os.Args[2], os.Args[3]
	within, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	brokers, settings := settingsIn(folder)

	producer := must(sarama.NewSyncProducer(brokers, settings))
	record := &sarama.ProducerMessage{Topic: topic, Value: sarama.StringEncoder("two books")}
	if _, _, err := producer.SendMessage(record); err != nil {
		log.Fatal(err)
	}
	producer.Close()

	consumer := must(sarama.NewConsumerGroup(brokers, group, settings))
	defer consumer.Close()
	if err := consumer.Consume(within, []string{topic}, firstRecord{}); err != nil {
		log.Fatal(err)
	}
	if within.Err() != nil {
		log.Fatal("no record came")
	}
}

// firstRecord prints one record, and ends.
type firstRecord struct{}

func (firstRecord) Setup(sarama.ConsumerGroupSession) error   { return nil }
func (firstRecord) Cleanup(sarama.ConsumerGroupSession) error { return nil }
func (firstRecord) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	select {
	case record := <-claim.Messages():
		fmt.Println(string(record.Value))
		session.MarkMessage(record, "")
	case <-session.Context().Done():
	}
	return nil
}

func settingsIn(folder string) ([]string, *sarama.Config) {
	var conf map[string]string
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join(folder, "librdkafka.json"))), &conf); err != nil {
		log.Fatal(err)
	}
	encryption := &tls.Config{RootCAs: x509.NewCertPool()}
	encryption.RootCAs.AppendCertsFromPEM(must(os.ReadFile(conf["ssl.ca.location"])))
	settings := sarama.NewConfig()
	settings.Net.TLS.Enable = true
	settings.Net.TLS.Config = encryption
	settings.Producer.Return.Successes = true
	settings.Consumer.Offsets.Initial = sarama.OffsetOldest
	if mechanism := conf["sasl.mechanisms"]; mechanism == "" {
		own := must(tls.LoadX509KeyPair(conf["ssl.certificate.location"], conf["ssl.key.location"]))
		encryption.Certificates = []tls.Certificate{own}
	} else {
		settings.Net.SASL.Enable = true
		settings.Net.SASL.Mechanism = sarama.SASLMechanism(mechanism)
		settings.Net.SASL.User = conf["sasl.username"]
		settings.Net.SASL.Password = conf["sasl.password"]
		settings.Net.SASL.SCRAMClientGeneratorFunc = func() sarama.SCRAMClient {
			if mechanism == sarama.SASLTypeSCRAMSHA256 {
				return &scramClient{digest: scram.SHA256}
			}
			return &scramClient{digest: scram.SHA512}
		}
	}
	return strings.Split(conf["bootstrap.servers"], ","), settings
}

// scramClient is SCRAM as sarama wants it from elsewhere.
type scramClient struct {
	digest scram.HashGeneratorFcn
	*scram.ClientConversation
}

func (client *scramClient) Begin(user, password, authorization string) error {
	begun, err := client.digest.NewClient(user, password, authorization)
	if err != nil {
		return err
	}
	client.ClientConversation = begun.NewConversation()
	return nil
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
