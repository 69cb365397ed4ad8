// franz-go: one record is produced and consumed. Arguments: a user's folder, a topic, a group.
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

	"github.com/twmb/franz-go/pkg/kgo"
	"github.com/twmb/franz-go/pkg/sasl/plain"
	"github.com/twmb/franz-go/pkg/sasl/scram"
)

func main() {
	folder, topic, group := os.Args[1], os.Args[2], os.Args[3]
	within, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	settings := settingsIn(folder)

	producer := must(kgo.NewClient(settings...))
	must(producer.ProduceSync(within, &kgo.Record{Topic: topic, Value: []byte("two books")}).First())
	producer.Close()

	consumer := must(kgo.NewClient(append(settings,
		kgo.ConsumerGroup(group),
		kgo.ConsumeTopics(topic),
		kgo.ConsumeResetOffset(kgo.NewOffset().AtStart()),
	)...))
	defer consumer.Close()
	fetched := consumer.PollRecords(within, 1)
	if err := fetched.Err(); err != nil {
		log.Fatal(err)
	}
	fmt.Println(string(fetched.Records()[0].Value))
}

func settingsIn(folder string) []kgo.Opt {
	var conf map[string]string
	if err := json.Unmarshal(must(os.ReadFile(filepath.Join(folder, "librdkafka.json"))), &conf); err != nil {
		log.Fatal(err)
	}
	encryption := &tls.Config{RootCAs: x509.NewCertPool()}
	encryption.RootCAs.AppendCertsFromPEM(must(os.ReadFile(conf["ssl.ca.location"])))
	settings := []kgo.Opt{
		kgo.SeedBrokers(strings.Split(conf["bootstrap.servers"], ",")...),
		kgo.DialTLSConfig(encryption),
		// What a broker refuses is told by the log alone.
		kgo.WithLogger(kgo.BasicLogger(os.Stderr, kgo.LogLevelWarn, nil)),
	}
	user, password := conf["sasl.username"], conf["sasl.password"]
	switch conf["sasl.mechanisms"] {
	case "":
		own := must(tls.LoadX509KeyPair(conf["ssl.certificate.location"], conf["ssl.key.location"]))
		encryption.Certificates = []tls.Certificate{own}
		return settings
	case "PLAIN":
		return append(settings, kgo.SASL(plain.Auth{User: user, Pass: password}.AsMechanism()))
	case "SCRAM-SHA-256":
		return append(settings, kgo.SASL(scram.Auth{User: user, Pass: password}.AsSha256Mechanism()))
	default:
		return append(settings, kgo.SASL(scram.Auth{User: user, Pass: password}.AsSha512Mechanism()))
	}
}

func must[T any](value T, err error) T {
	if err != nil {
		log.Fatal(err)
	}
	return value
}
